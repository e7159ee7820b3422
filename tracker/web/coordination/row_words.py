"""What the coordinator's pages call the rows of a plan: each kind's own word, an aktivitet or an uppdrag."""

from dataclasses import dataclass

from tracker.domain.swedish.words import capitalised, counted, number_word
from tracker.models import Plan


@dataclass(frozen=True)
class RowWords:
    """The kind's words, and what is made of them."""

    one: str
    the_one: str
    many: str
    the_many: str

    @property
    def neuter(self) -> bool:
        """Whether it is an ett-word: ett uppdrag."""
        return self.the_one.endswith("t")

    @property
    def a(self) -> str:
        """ "en aktivitet", "ett uppdrag"."""
        return f"{'ett' if self.neuter else 'en'} {self.one}"

    @property
    def new(self) -> str:
        """ "Ny aktivitet", "Nytt uppdrag"."""
        return f"{'Nytt' if self.neuter else 'Ny'} {self.one}"

    @property
    def it(self) -> str:
        """ "den", "det"."""
        return "det" if self.neuter else "den"

    def inflected(self, common: str, neuter: str) -> str:
        """The form that goes with the word: sparad, sparat."""
        return neuter if self.neuter else common

    def named(self, number: str) -> str:
        """ "Aktivitet 12", "Uppdrag 12"."""
        return f"{capitalised(self.one)} {number}"

    def counted(self, count: int) -> str:
        """ "26 aktiviteter", "ett uppdrag"."""
        return counted(count, self.one, self.many, neuter=self.neuter)

    def number(self, count: int) -> str:
        """ "ett", "två": how many of them, in words up to twelve."""
        return number_word(count, neuter=self.neuter)


def row_words(plan: Plan) -> RowWords:
    """The words of the plan's kind."""
    words = plan.kind.words
    return RowWords(
        words["row_singular"],
        words["row_singular_definite"],
        words["row_plural"],
        words["row_definite_plural"],
    )
