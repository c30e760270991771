"""stub"""


def text_of(content: bytes) -> str:
    """Stub"""
    raise NotImplementedError
