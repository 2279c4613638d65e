"""What a new password must be: long, rather than full of signs (NIST SP 800-63B-4, 3.1.1.2). Pure.

No rule about capitals, digits or signs, and none about changing it from time to time: both make
people choose worse ones.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from service.accounts.errors import PasswordUnfitError
from service.accounts.passwords import LONGEST_PASSWORD

SHORTEST_PASSWORD: Final = 12  # characters
FEWEST_DIFFERENT: Final = 6
SHORTEST_LOGIN: Final = 4  # shorter ones stand by chance in a good password


def refuse_unfit(new: str, old: str, login: str) -> None:
    """Refuse a new password that is soon guessed, or is the old one.

    Raises:
        PasswordUnfitError: shorter than 12 characters or longer than 1000, fewer than six
            different ones, one long run such as 123456789012, the login in it, or the old one.
    """
    folded = new.casefold()
    unfit = (
        not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD
        or len(set(folded)) < FEWEST_DIFFERENT
        or _is_mostly_a_run(folded)
        or (len(login) >= SHORTEST_LOGIN and login.casefold() in folded)
        or new == old
    )
    if unfit:
        raise PasswordUnfitError


def _is_mostly_a_run(text: str) -> bool:
    """Say whether more than half of the letters are the neighbours of those before them."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    return sum(step in {-1, 0, 1} for step in steps) * 2 > len(steps)
