"""What the cards of the digest call, each with what it carries."""

from typing import Final

from handlers.feature import Callback

NOW: Final = Callback("digest.nu", str)
ON: Final = Callback("digest.aan", str)
TO_ME: Final = Callback("digest.aan_mij", str)
ARRIVED: Final = Callback("digest.kwam_aan", int)
NOT_ARRIVED: Final = Callback("digest.kwam_niet_aan", int)
