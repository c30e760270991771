"""The language that the command line speaks by itself."""

import os

from kg.vocabulary import Language


def default_language() -> Language:
    """Chinese where the locale is Chinese, else English (POSIX: LC_ALL, LC_MESSAGES, LANG in order)."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.ZH if locale.lower().startswith("zh") else Language.EN
