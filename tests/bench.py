"""`make bench`: ratios between two things measured side by side in one run.

Absolute times say little on a shared machine; each row measures its pair in turn, many times,
and prints the median of both and their ratio beside the figure to reach.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

import pyoxigraph

import kg
from kg.folders import STORES_VARIABLE
from kg.names.folding import Name
from kg.names.index import write_index
from kg.names.search import NameIndex
from kg.pipeline.load import write_graph
from kg.store.generations import current, home
from kg.store.record import GRAPH
from kg.text.chinese import initials, pinyin
from kg.vocabulary import PREFIXES
from tests import bench_build, bench_check, bench_lookups, bench_page, bench_server
from tests.checked import OWN, copy_tables
from tests.national import write_reports

CHARACTERS = (
    "安宝北滨昌长常潮城池赤春慈大丹德登定东都恩丰凤福富阜甘高贡固官广贵桂海汉杭河鹤衡红洪湖华怀淮黄惠吉集济嘉建江金晋京靖九"
    "开康兰乐澧连良林临灵柳龙隆泸洛马茂眉梅绵明南宁盘平萍莆普七齐前钦青清庆琼曲泉荣三沙山韶邵深沈石寿舒顺朔松苏绥台泰唐"
    "天通铜潼瓦万威渭文乌无武西锡仙咸湘襄祥新信兴徐许宣雅烟盐延扬阳伊宜义益银鹰永榆玉岳云运枣张昭肇镇郑枝中舟株淄资遵香洲盛拱狮翠"
)
KINDS = {
    "司法局": "Justice Bureau",
    "教育局": "Education Bureau",
    "人民法院": "People's Court",
    "公安局": "Public Security Bureau",
    "市场监督管理局": "Market Regulation Bureau",
    "卫生健康局": "Health Bureau",
    "人民政府": "People's Government",
    "财政局": "Finance Bureau",
    "人民检察院": "People's Procuratorate",
    "应急管理局": "Emergency Management Bureau",
    "公共法律服务中心": "Public Legal Service Centre",
    "人民调解委员会": "People's Mediation Committee",
    "法治政府建设示范项目": "Law-based Government Demonstration Project",
    "综合行政执法改革": "Administrative Enforcement Reform",
    "“枫桥式”司法所": "Fengqiao-style Justice Office",
    "先进集体": "Advanced Collective",
    "商会": "Chamber of Commerce",
    "律师协会": "Lawyers Association",
    "行政复议委员会": "Administrative Reconsideration Committee",
    "社区": "Community",
}
FOLDERS: list[TemporaryDirectory[str]] = []
COMMAND = str(Path(sys.executable).with_name("kg"))
QUERY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


def main() -> None:
    """Print every row: what may depend on the data for the first report alone and for all, then of made-up data."""
    os.environ[STORES_VARIABLE] = temporary_folder()  # of this process, and of those that it starts
    sets = {
        "the first report": copy_tables(Path(temporary_folder()) / "data"),
        "all reports": OWN,
    }
    for name, data in sets.items():
        measured(name, data)
        ratios(name, data)
    for count in (10, 100) if os.environ.get("BENCH") == "full" else (10,):
        folder = Path(temporary_folder())
        write_reports(folder, count)
        measured(f"{count} made-up reports", folder)
    small = int(os.environ.get("KG_BENCH_NAMES", "100000"))
    optimised(int(os.environ.get("KG_BENCH_TRIPLES", "5000000")))
    lookups(*(names(count) for count in (small, 10 * small)))
    bench_lookups.main()
    bench_build.main()
    bench_check.main()
    bench_page.main()
    bench_server.main()


def ratios(name: str, data: Path) -> None:
    """Print commands beside a bare import, and the Python API beside the engine, in the graph of a data set."""
    graph = kg.open(data)
    raw = engine(data)
    for command, wanted in (("who", 2), ("find", 2.5)):
        row(
            f"{name}: kg {command} 枫桥, whole process / python -c 'import typer'",
            partial(process, COMMAND, command, "枫桥", KG_DATA=str(data)),
            lambda: process(sys.executable, "-c", "import typer"),
            wanted,
            rounds=15,
        )
    row(
        f"{name}: SPARQL to JSON by the Python API / raw pyoxigraph",
        lambda: graph.query(QUERY).serialise("json"),
        lambda: raw.query(QUERY, prefixes=PREFIXES).serialize(format=pyoxigraph.QueryResultsFormat.JSON),
        1.1,
    )
    row(
        f"{name}: Python solutions by the Python API / raw pyoxigraph",
        lambda: [solution["o"] for solution in graph.query(QUERY)],
        lambda: [solution["o"] for solution in raw.query(QUERY, prefixes=PREFIXES)],
        2,
    )


def measured(name: str, data: Path) -> None:
    """Build a data set, and print what it takes and what answers take."""
    built = seconds(lambda: process(COMMAND, "build", KG_DATA=str(data)))
    size = sum(path.stat().st_size for path in home(data).rglob("*") if path.is_file()) / 1e6
    triples = len(engine(data))
    print(f"{name}: {triples} triples, {size:.1f} MB on disk, built in {built:.1f} s")
    for words in (("who", "法治政府建设"), ("find", "司法局"), ("stats",)):
        taken = median(seconds(partial(process, COMMAND, *words, KG_DATA=str(data))) for _ in range(5)) * 1000
        print(f"{name}: kg {' '.join(words)}, whole process: {taken:.0f} ms")


def engine(data: Path) -> pyoxigraph.Store:
    """The graph that was built of a data set, as the engine has it."""
    generation = current(home(data))
    assert generation is not None
    return pyoxigraph.Store.read_only(str(generation / GRAPH))


def optimised(count: int) -> None:
    """Lookups in a graph of `count` made-up triples as a build leaves it, and as the engine loads it: below
    some millions the two are alike.
    """

    def lines() -> Iterator[bytes]:
        random = Random(1)
        for number in range(count):
            yield b"<http://e/s%d> <http://e/p%d> <http://e/o%d> .\n" % (
                random.randrange(count // 10),
                number % 20,
                number,
            )

    built, loaded = (Path(temporary_folder()) / GRAPH for _ in range(2))
    write_graph(built, lines)
    loading = pyoxigraph.Store(str(loaded))
    loading.bulk_load(b"".join(lines()), format=pyoxigraph.RdfFormat.N_TRIPLES)
    loading.flush()
    del loading
    subjects = [pyoxigraph.NamedNode(f"http://e/s{of}") for of in Random(2).sample(range(count // 10), 2000)]

    def describe(graph: pyoxigraph.Store) -> None:
        for subject in subjects:
            list(graph.quads_for_pattern(subject, None, None))

    stores = [pyoxigraph.Store.read_only(str(folder)) for folder in (built, loaded)]
    row(
        f"2,000 descriptions in {count} triples as built / as loaded, not optimised",
        lambda: describe(stores[0]),
        lambda: describe(stores[1]),
        0.7,
    )


def temporary_folder() -> str:
    """A folder that goes with the process."""
    FOLDERS.append(TemporaryDirectory())
    return FOLDERS[-1].name


def names(count: int) -> NameIndex:
    """An index of `count` made-up things, each with a Chinese and an English label, pinyin and
    initials, in a folder that goes with the process.
    """
    random = Random(1)
    path = Path(temporary_folder()) / "names.sqlite"
    connections = {f"t{number}": random.randrange(50) for number in range(count)}
    print(f"index of {count} things, {4 * count} names: ", end="", flush=True)
    taken = seconds(lambda: write_index(path, things(count), connections))
    print(f"written in {taken:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
    return NameIndex(path)


def things(count: int) -> Iterator[Name]:
    """Bodies, programmes and honours of districts, subdistricts and communities, as reports name
    them; the first ones are always the same.
    """
    random = Random(2)
    readings = {character: pinyin(character) for character in {*CHARACTERS, *"市区街道社", *"".join(KINDS)}}

    def place() -> str:
        return "".join(random.choices(CHARACTERS, k=2))

    cities = [(place(), [(place(), [place() for _ in range(9)]) for _ in range(10)]) for _ in range(300)]
    for number in range(count):
        city, districts = random.choice(cities)
        district, subdistricts = random.choice(districts)
        kind, english = random.choice(list(KINDS.items()))
        chinese, parts = f"{city}市{district}区", [district, city]
        if random.random() < 0.7:
            subdistrict, community = random.choice(subdistricts), place()
            chinese, parts = f"{chinese}{subdistrict}街道{community}社区", [community, subdistrict, *parts]
        label = chinese + kind
        reading = " ".join(readings[character] for character in label if character in readings)
        places = ", ".join("".join(readings[character] for character in part).title() for part in parts)
        yield Name(f"t{number}", label, "label")
        yield Name(f"t{number}", f"{english} of {places}", "label")
        yield Name(f"t{number}", reading, "pinyin")
        yield Name(f"t{number}", initials(reading), "initials")


def lookups(small: NameIndex, large: NameIndex) -> None:
    """Time each way to find a name in a warm process, in an index and in one ten times as large."""
    labels = [name.name for name in things(300) if name.kind == "label"]
    chinese, english = labels[::2], labels[1::2]
    for way, typed, wanted in (
        ("exact", chinese, 10),
        ("prefix", [name[: len(name) // 2] for name in chinese], 10),
        ("two characters from the middle", [name[3:5] for name in chinese], 10),
        ("pinyin, apart", [pinyin(name[:5]) for name in chinese], 10),
        ("pinyin, run together", [pinyin(name[3:6]).replace(" ", "") for name in chinese], 10),
        ("initials", [initials(pinyin(name))[:6] for name in chinese], 10),
        ("English, first words", [" ".join(name.split()[:3]) for name in english], 10),
        ("English, shuffled", [" ".join(reversed(name.split(", ")[0].split())) for name in english], 10),
        ("fuzzy, Chinese", [name[:2] + "鑫" + name[3:] for name in chinese], 100),
        ("fuzzy, English", [name.replace("o", "x", 1) for name in english], 100),
    ):
        a, b = (
            median(seconds(partial(index.find, text, fuzzy=True)) for text in typed) * 1000 for index in (small, large)
        )
        worst = max(seconds(partial(large.find, text, fuzzy=True)) for text in typed) * 1000
        print(
            f"find, {way}: {a:.2f} ms (to reach: {wanted}); ten times as many: {b:.2f} ms (to reach: {2 * wanted}), "
            f"the slowest of {len(typed)}: {worst:.0f} ms"
        )
    a, b = (
        median(seconds(partial(index.nearest, name[:7] + "鑫鑫")) for name in chinese[:41]) * 1000
        for index in (small, large)
    )
    print(f"suggestions: {a:.0f} ms; ten times as many: {b:.0f} ms")


def row(name: str, ours: Callable[[], object], theirs: Callable[[], object], wanted: float, rounds: int = 41) -> None:
    """Measure two things in turn and print a line."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    a, b = (median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = median(x / y for x, y in pairs)
    print(f"{name}: {a:.1f} ms / {b:.1f} ms = {ratio:.2f} (to reach: at most {wanted})")


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def process(*command: str, **variables: str) -> None:
    """Run a process to its end, its output piped away; compiled modules are kept, as for any user."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=environment | variables)


if __name__ == "__main__":
    main()
