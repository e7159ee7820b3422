// Every page works without this: it moves focus to the error summary, stops double clicks and speaks Swedish while doing so.
import { initAll } from './govuk/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

const n = (one, other) => ({ one, other })

initAll({
  characterCount: {
    i18n: {
      charactersUnderLimit: n('%{count} tecken kvar', '%{count} tecken kvar'),
      charactersAtLimit: '0 tecken kvar',
      charactersOverLimit: n('%{count} tecken för mycket', '%{count} tecken för mycket'),
    },
  },
  passwordInput: {
    i18n: {
      showPassword: 'Visa',
      hidePassword: 'Dölj',
      showPasswordAriaLabel: 'Visa lösenordet',
      hidePasswordAriaLabel: 'Dölj lösenordet',
      passwordShownAnnouncement: 'Lösenordet visas',
      passwordHiddenAnnouncement: 'Lösenordet är dolt',
    },
  },
})

// Under 640 px .rows and .matrix are laid out as lists (css/table.css, matrix.css), and some browsers then forget that it is a table.
const roles = { table: 'table', thead: 'rowgroup', tbody: 'rowgroup', tfoot: 'rowgroup', tr: 'row', td: 'cell', 'th[scope=col]': 'columnheader', 'th[scope=row]': 'rowheader' }

for (const table of document.querySelectorAll('table.rows:not(.rows--plain), table.matrix')) {
  table.setAttribute('role', roles.table)
  for (const [selector, role] of Object.entries(roles)) {
    for (const part of table.querySelectorAll(selector)) part.setAttribute('role', role)
  }
}
