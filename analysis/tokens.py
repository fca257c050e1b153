"""How a text is cut into words, faces, emoji and punctuation."""

import re

_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
_TOKENS = re.compile(
    # Faces that hold letters come before words.
    rf"[tT][_.][tT](?!\w)|[xX][dD]+(?!\w)|[^\W_]+(?:['’{_MARKS}]+[^\W_]*)*"
    r"|>?[:;=][-'’^o]?[()\[\]{}]+(?!\w)|(?<!\w)>?[:;=][-'’^o]?[/\\|*@$]+(?!\w)|(?<!\w)[:;=][-'’^]?[dDpPcCoO3]+(?!\w)"
    r"|(?<!\w)[()][-'’^]?[:;=](?!\w)|</?3+|[-^>][_.]+[-^<]|\^\^"
    r"|[.…。]+|[!?؟！？\u203c\u2049]+|[,،;؛()、]"
    r"|[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\U0001f000-\U0001faff]"
)


def tokens(text: str) -> list[str]:
    """Cut `text` into words, faces, emoji and punctuation, in order.

    >>> tokens("Soooo bad!! 😡😡 :-( isn't it?")
    ['Soooo', 'bad', '!!', '😡', '😡', ':-(', "isn't", 'it', '?']
    """
    return _TOKENS.findall(text)
