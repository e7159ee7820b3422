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
