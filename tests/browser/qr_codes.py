"""QR codes in screenshots."""

from io import BytesIO

import zxingcpp
from PIL import Image


def qr_codes_in(screenshot: bytes) -> list[str]:
    """Return the texts of the QR codes; the bars of one can look like a barcode of another kind, which is ignored."""
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    return [
        code.text
        for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]
