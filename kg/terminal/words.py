"""The words of the command line in both languages, and the language that it speaks by itself."""

import os

from kg.vocabulary import Language

_WORDS = {
    "entity": ("实体", "entity"),
    "relation": ("关系", "relation"),
    "level": ("级别", "level"),
    "date": ("日期", "date"),
    "by": ("授予或批准", "by"),
    "way": ("途经", "way"),
    "receipt": ("出处", "receipt"),
    "names": ("名称", "names"),
    "forms": ("报告中的称谓", "in reports"),
    "figure": ("数字", "figure"),
    "value": ("数值", "value"),
    "as_of": ("截至", "as of"),
    "edition": ("届次：", "edition "),
    "implied": ("隐含", "implied"),
    "planned": ("计划", "planned"),
    "candidate": ("候选", "candidate"),
    "damaged": ("残损", "illegible"),
    "nothing": ("已读部分没有相关的联系", "nothing is linked to it in what was read"),
    "unanswered": ("已读部分没有答案", "nothing in what was read answers it"),
    "narrowed": ("；限定条件：", "; it was narrowed by "),
    "class": ("类", "class"),
    "predicate": ("关系", "predicate"),
    "section": ("部分", "section"),
    "statedness": ("明示与否", "statedness"),
    "modality": ("情态", "modality"),
    "status": ("数字状态", "figures"),
    "count": ("数量", "count"),
    "name": ("所据名称", "name"),
    "kind": ("名称种类", "kind of name"),
    "label": ("名称", "label"),
    "alias": ("别名", "alias"),
    "mention": ("报告用语", "mention"),
    "pinyin": ("拼音", "pinyin"),
    "initials": ("首字母", "initials"),
    "id": ("标识", "id"),
    "degree": ("联系数", "degree"),
    "betweenness": ("中介中心度", "betweenness"),
    "community": ("社群", "community"),
    "question": ("问题", "question"),
    "parameters": ("参数", "parameters"),
    "wording": ("问法", "wording"),
}


def word(name: str, language: Language) -> str:
    """A word of the command line."""
    return _WORDS[name][language is Language.EN]


def default_language() -> Language:
    """Chinese where the locale is Chinese, else English (POSIX: LC_ALL, LC_MESSAGES, LANG in order)."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.ZH if locale.lower().startswith("zh") else Language.EN
