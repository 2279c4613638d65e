"""Refusals of the rules. The code is the contract; texts for people live in the catalogue."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A rule said no. Asking the same again cannot help."""

    code: ClassVar[str] = "domain.refused"
    retryable: ClassVar[bool] = False


class WrongStateError(DomainError):
    """The document is not in a state that allows this act."""

    code = "doc.wrong_state"

    def __init__(self, state: str, act: str) -> None:
        super().__init__(f"{act} is not possible while {state}")
        self.state = state
        self.act = act


class StaleError(DomainError):
    """Somebody acted since the page that this act was decided on."""

    code = "doc.stale"


class OtherContentError(DomainError):
    """What was looked at is not what the document holds now."""

    code = "doc.other_content"


class ActReusedError(DomainError):
    """The act id was used before for something else."""

    code = "doc.act_reused"


class NoRightError(DomainError):
    """The person holds no post or delegation that allows this act now."""

    code = "right.none"


class AbsentError(DomainError):
    """The right is there, but the register has the person away at this instant."""

    code = "right.absent"


class OwnPaperError(DomainError):
    """Nobody approves, numbers or minutes a paper of his own."""

    code = "right.own_paper"


class IncompleteError(DomainError):
    """The content lacks what its kind requires; `faults` lists the codes."""

    code = "content.incomplete"

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("the content is not complete")
        self.faults = faults


class NotAgreedError(DomainError):
    """The "làm theo" contents differ from those the circle agreed to (R-041)."""

    code = "round.not_agreed"


class UnansweredError(DomainError):
    """A comment has no answer yet."""

    code = "round.unanswered"


class AppendixNeedsSealError(DomainError):
    """Appendix files are signed by the agency's key, and this issuer has none."""

    code = "appendix.no_seal"


class TooManyAppendicesError(DomainError):
    """More or longer appendix files than one act of the clerk signs."""

    code = "appendix.too_many"


class AppendixTwiceError(DomainError):
    """The same file is attached already."""

    code = "appendix.twice"


class AlreadyVotedError(DomainError):
    """The vote is recorded; the content rests until the minutes are signed."""

    code = "round.voted"


class BadVoteError(DomainError):
    """The counts of the vote do not add up."""

    code = "round.bad_vote"


class NothingToSignError(DomainError):
    """No prepared item of that id awaits a signature."""

    code = "sign.not_prepared"


class NothingToRenewError(DomainError):
    """The document keeps no record whose archive timestamp could be renewed."""

    code = "renewal.nothing"


class SignatureUnderWayError(DomainError):
    """A signature is being put into the paper; it must finish first."""

    code = "sign.under_way"


class ReasonMissingError(DomainError):
    """This act needs a reason."""

    code = "act.reason_missing"


class NotStuckError(DomainError):
    """There is nothing to try again."""

    code = "doc.not_stuck"


class SignerUnfitError(DomainError):
    """The person named as signer neither holds the post nor a delegation of it now."""

    code = "sign.signer_unfit"


class CertificateEndedError(DomainError):
    """The certificate was taken out of use: its owner has left, or it was revoked."""

    code = "sign.certificate_ended"


class UnknownKindError(DomainError):
    """There is no such kind or route."""

    code = "doc.kind_unknown"


class EmptyTextError(DomainError):
    """A comment, a reason or an explanation without a word."""

    code = "text.empty"


class TextTooLongError(DomainError):
    """A comment, a reason or an explanation that is longer than may be."""

    code = "text.too_long"


class ControlCharacterError(DomainError):
    """A text with control or hidden characters."""

    code = "text.control_character"


class ExplanationMissingError(DomainError):
    """An answer other than "accepted" needs an explanation."""

    code = "round.explanation_missing"


class AnsweredAlreadyError(DomainError):
    """The comment has its answer; answers are not changed."""

    code = "round.answered_already"


class MustSignError(DomainError):
    """Who has a certificate signs; an acknowledgement is for those who have none."""

    code = "sign.must_sign"


class NoProofError(DomainError):
    """An acknowledgement needs the proof that password and code were just given."""

    code = "sign.no_proof"


class AlreadyCommittedError(DomainError):
    """There is a commitment of this kind for this person and year already."""

    code = "commitment.exists"


class NotInCircleError(DomainError):
    """The person does not belong to the cell or unit whose commitment it would be."""

    code = "commitment.not_in_circle"


class NotRegisteredError(DomainError):
    """An addendum needs a commitment of the same person and circle that is registered."""

    code = "commitment.not_registered"


class ListUnderWayError(DomainError):
    """A list of the campaign is being created; the next one waits for it."""

    code = "campaign.list_under_way"


class TaskUnknownError(DomainError):
    """The campaign has no such task or wish."""

    code = "campaign.task_unknown"


class NotIssuedError(DomainError):
    """The plan that a campaign carries out has not been issued yet."""

    code = "campaign.plan_not_issued"


class NoTermError(DomainError):
    """No congress term is noted for this cell, so its papers cannot be numbered."""

    code = "number.no_term"
