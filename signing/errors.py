"""The one family of refusals of this room; each has a code that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final


class SigningError(Exception):
    """A signature could not be made."""

    code: ClassVar[str] = "signing.failed"
    retryable: ClassVar[bool] = False


class PdfUnusableError(SigningError):
    """The file is no PDF that can be signed: damaged or encrypted."""

    code = "signing.pdf_unusable"


class FieldMissingError(SigningError):
    """The PDF has no such reserved field, or it is already signed."""

    code = "signing.field_missing"


class WrongCertificateError(SigningError):
    """The certificate is not the one the field was reserved for."""

    code = "signing.wrong_certificate"


class CertificateUnusableError(SigningError):
    """The certificate is expired, revoked, too weak or not meant for signing."""

    code = "signing.certificate_unusable"


class AlgorithmRefusedError(SigningError):
    """A key or an algorithm that is too weak to sign, or that nobody here knows how to check."""

    code = "signing.algorithm_refused"


class HolderUnavailableError(SigningError):
    """The holder of the key (a token, a remote service) does not answer; try again later."""

    code = "signing.holder_unavailable"
    retryable = True


class HolderAnswerError(SigningError):
    """What the holder of the key answered is malformed, too large or not what was asked for."""

    code = "signing.holder_answer"


class HolderRefusedError(SigningError):
    """The holder of the key refused: wrong credentials, a token that ended, or the person did."""

    code = "signing.holder_refused"


class ConfirmationTimeoutError(SigningError):
    """Nobody confirmed on the phone in time; nothing was signed."""

    code = "signing.confirmation_timeout"


class PreparedVoidError(SigningError):
    """The prepared item has expired or does not match the file it names."""

    code = "signing.prepared_void"


class BadSignatureError(SigningError):
    """What the key holder returned is not a signature over this file by this certificate."""

    code = "signing.bad_signature"


class TimestampUnavailableError(SigningError):
    """No timestamp authority answered; the paper waits and is tried again."""

    code = "signing.timestamp_unavailable"
    retryable = True


class RevocationUnavailableError(SigningError):
    """No revocation data could be had; the paper waits and is tried again."""

    code = "signing.revocation_unavailable"
    retryable = True


class AnchorsUnusableError(SigningError):
    """The roots we believe cannot be read, or none is believed now; an administrator mends them."""

    code = "signing.anchors_unusable"
    retryable = True


class AuthorityExistsError(SigningError):
    """There is an authority in this folder already; it is never made anew over the old one."""

    code = "pki.exists"


class AuthorityUnusableError(SigningError):
    """The folder holds no authority, or its keys or its register are damaged."""

    code = "pki.unusable"


class PassphraseWrongError(SigningError):
    """The passphrase does not open the authority's keys."""

    code = "pki.wrong_passphrase"


class RequestUnfitError(SigningError):
    """The certificate request is damaged, not signed by its own key, or its key is too weak."""

    code = "pki.request_unfit"


class SerialUnknownError(SigningError):
    """The authority issued no certificate of this serial number."""

    code = "pki.serial_unknown"


class AlreadyRevokedError(SigningError):
    """The certificate was revoked before; that stays as it was."""

    code = "pki.already_revoked"


class ImageUnfitError(SigningError):
    """The signature or seal image is not a PNG with transparency of a usable size."""

    code = "signing.image_unfit"


class ImageFormatError(ImageUnfitError):
    """The image is not a readable PNG (NĐ 30/2020 PL I, II.7d and II.8a)."""

    code = "signing.image_not_png"


class ImageGroundError(ImageUnfitError):
    """The image has no transparent ground, or does not use it."""

    code = "signing.image_not_transparent"


class ImageInkError(ImageUnfitError):
    """The image is not of its ink: blue for a person's hand, red for a seal."""

    code = "signing.image_wrong_ink"


class ImageCoarseError(ImageUnfitError):
    """The image has too few pixels for the size at which it is printed."""

    code = "signing.image_too_coarse"


class SealNotWholeError(ImageUnfitError):
    """A seal's image is not square, or leaves a margin, so it would not print at actual size."""

    code = "signing.image_not_whole_seal"


class AppearanceUnfitError(SigningError):
    """What is to be printed is of the wrong kind, not made of digits, or does not fit its field."""

    code = "signing.appearance_unfit"


class NotArchivableError(SigningError):
    """The file is signed already or does not call itself PDF/A-2, so it cannot be signed alone."""

    code = "signing.not_archivable"


class EncryptedFileError(NotArchivableError):
    """The file is encrypted or asks for a password, which PDF/A forbids."""

    code = "signing.file_encrypted"


class FontMissingError(NotArchivableError):
    """The file calls itself PDF/A-2 but does not hold every font that it prints with."""

    code = "signing.font_missing"


class ActiveFileError(NotArchivableError):
    """The file has scripts, form fields, layers, files inside, or parts from elsewhere."""

    code = "signing.file_active"


class CornerTakenError(SigningError):
    """Something stands already where the line of the agency's signature will stand."""

    code = "signing.corner_taken"


class ScanUnfitError(SigningError):
    """A scanned page is no picture, not in colour, too coarse, or does not tell its resolution."""

    code = "signing.scan_unfit"


class NotValidAfterSigningError(SigningError):
    """Our own strict verification refused the file we had just signed."""

    code = "signing.self_check_failed"


class WrongPinError(SigningError):
    """The PIN is wrong; `left` tries remain before the key locks."""

    code = "desk.wrong_pin"

    def __init__(self, left: int) -> None:
        super().__init__("wrong PIN")
        self.left = left


class KeyLockedError(SigningError):
    """Five wrong PINs: an administrator must unlock the key."""

    code = "desk.locked"


class NoKeyError(SigningError):
    """This person has no key of that kind at the desk."""

    code = "desk.no_key"


class KeyUnusableError(SigningError):
    """The wrapped key is damaged, or was wrapped with another server key."""

    code = "desk.key_unusable"


class NotOnTheListError(SigningError):
    """The item was not on the list shown with the PIN, or no longer awaits this signer."""

    code = "desk.not_on_list"


class DeskClosedError(SigningError):
    """The desk does not answer, or the signing session has ended; the PIN is asked for again."""

    code = "desk.closed"
    retryable = True


@dataclass(frozen=True, slots=True)
class Asking:
    """What a remote holder asks the person for now, and the how manieth time of how many."""

    seconds: float = 0.0  # left for the answer
    turn: int = 0
    turns: int = 0  # 0: not known yet
    question: str = ""  # whose answer is expected; "" where nothing is typed
    fields: tuple[tuple[str, str], ...] = ()  # what is typed: id, and how the holder calls it
    is_again: bool = False  # what was typed before was wrong
    url: str = ""  # where the person confirms in the browser


class AwaitingPhoneError(SigningError):
    """The person is asked on the phone."""

    code = "desk.awaiting_phone"
    retryable = True

    def __init__(self, asking: Asking) -> None:
        super().__init__("a person's confirmation is awaited")
        self.asking = asking

    @property
    def seconds(self) -> float:
        """How long there is time for the answer."""
        return self.asking.seconds


class AwaitingCodeError(AwaitingPhoneError):
    """The person is asked to type a one-time password or the holder's PIN."""

    code = "desk.awaiting_code"


class AwaitingBrowserError(AwaitingPhoneError):
    """The person is asked to confirm on a page of the holder's."""

    code = "desk.awaiting_browser"


AWAITING: Final = {
    one.code: one for one in (AwaitingPhoneError, AwaitingCodeError, AwaitingBrowserError)
}


def awaiting(asking: Asking) -> AwaitingPhoneError:
    """Return the error that says what is asked."""
    if asking.url:
        return AwaitingBrowserError(asking)
    return AwaitingCodeError(asking) if asking.fields else AwaitingPhoneError(asking)
