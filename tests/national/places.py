"""Whose reports are made up, and of which years."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Final

from kg.tables.rows import Place

YEARS: Final = range(2016, 2026)

YEARS_OF_A_PLACE: Final = 2

DISTRICTS: Final = 3
"""Of a city, as long as these are enough for the reports asked for."""


def stages(register: Mapping[str, Place], reports: int, seed: int) -> Iterator[tuple[Sequence[Place], int]]:
    """Each report's place, with the divisions that contain it, and its year: province by province, a city before
    its districts, the years of a place one after the other.
    """
    random = Random(f"{seed}-places")
    years = max(YEARS_OF_A_PLACE, -(-reports // len(register)))
    wanted = -(-reports // years)
    chains = [chain(place, register) for place in chosen(register, wanted, random)]
    left = reports
    for places in sorted(chains, key=lambda places: places[0].code):
        first = random.choice(YEARS[: max(1, len(YEARS) - years + 1)])
        for year in range(first, first + min(years, left)):
            yield places, year
        left -= min(years, left)


def chosen(register: Mapping[str, Place], wanted: int, random: Random) -> list[Place]:
    """Places, of all levels: cities by chance, each with its province and some of its districts."""
    within: dict[str, list[Place]] = defaultdict(list)
    for place in register.values():
        if place.code and not place.valid_to:
            within[place.parent].append(place)
    cities = [place for place in register.values() if place.kind != "country" and within[place.id]]
    cities = [place for place in cities if not any(within[under.id] for under in within[place.id])]
    found: dict[str, Place] = {}
    most = DISTRICTS if wanted <= DISTRICTS * len(cities) else len(register)
    for city in random.sample(cities, len(cities)):
        districts = random.sample(within[city.id], min(most, len(within[city.id])))
        found |= {place.id: place for place in (*reversed(chain(city, register)), *districts)}
        if len(found) >= wanted:
            break
    return list(found.values())[:wanted]


def chain(place: Place, places: Mapping[str, Place]) -> list[Place]:
    """A place and the divisions that contain it, without the country."""
    found = [place]
    while (above := places.get(found[-1].parent)) and above.kind != "country":
        found.append(above)
    return found
