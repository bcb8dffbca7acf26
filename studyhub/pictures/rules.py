"""Which pictures study units may carry: a pure decision about their bytes."""

from question_bank.pictures import MAX_PIXELS, media_type, picture_size

LARGEST = 2_000_000  # bytes: a scan or a photo of good quality; what comes from a phone as it is, is larger
MOST = 60
"""Pictures of one study unit, counted through all its versions."""


def why_not(data: bytes) -> str:
    """What is wrong with the bytes of a picture, as a Chinese sentence without its end; "" when nothing is."""
    size = picture_size(data)
    if media_type(data) is None or size is None:
        return "不是完好的 PNG、JPEG、GIF 或 WebP 图片"
    if len(data) > LARGEST:
        return f"超过 {LARGEST // 1_000_000} MB"
    if not 0 < size[0] * size[1] <= MAX_PIXELS:
        return "像素太多，手机打不开"
    return ""
