"""A second opinion on service-standard clocks: slow, and by another way than workflow/clock.c.

Written from the text of the rules (the clocks of the domain, the comments of workflow/clock.h and
workflow/calendar.h). It asks Python's zoneinfo what the clock on the wall shows in every single
minute of some months, notes for each minute whether the doors are open, and counts minutes. Inputs
are whole minutes; a tick is a hundredth of a minute, so that shares of a budget come out exactly.

    clock_oracle.py DRIVER [CASES [SEED]]

puts random cases to the driver (tests/oracle/clock_driver.c) and ends with 1 on a difference."""
import calendar as month_lengths
import itertools
import random
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EPOCH = date(1970, 1, 1)
DAY = 1440
TICKS = 100  # a minute
TICK_US = 600_000
RUNGS = (50, 75, 90)
ZONES = ("Europe/Sofia", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut",
         "America/Sao_Paulo", "Asia/Kolkata")
UNITS = ("working-minutes", "working-days", "calendar-days", "calendar-months")
CLOSED, COUNTED, FIRST_HOLIDAY, BEFORE, PAUSED, STOPPED = 0, 1, 2, 250, 251, 252


def face(minute, zone):
    """What the clock on the wall shows at a minute since 1970 UTC."""
    return datetime.fromtimestamp(minute * 60, zone)


def instant(day, minute_of_day, zone):
    """The minute at which the wall shows this; the first of two, in a gap by the old offset."""
    wall = datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=minute_of_day)
    return int(wall.timestamp()) // 60


def zone_changes(zone, first_year=1995, last_year=2060):
    """[(minute, offset in minutes)]: found by looking at each day, then at each minute."""
    def offset(minute):
        return int(face(minute, zone).utcoffset().total_seconds()) // 60
    start = (date(first_year, 1, 1) - EPOCH).days * DAY
    end = (date(last_year, 1, 1) - EPOCH).days * DAY
    changes, before = [(None, offset(start))], offset(start)
    for day in range(start, end, DAY):
        if offset(day + DAY) != before:
            for minute in range(day, day + DAY + 1):
                if offset(minute) != before:
                    before = offset(minute)
                    changes.append((minute, before))
    return changes


@dataclass
class World:
    """A calendar, and what each minute of its days is like."""
    zone_name: str
    week: list          # seven lists of (from, to), Monday first
    holidays: dict      # date: name
    extra: dict         # date: list of (from, to)
    first: date
    last: date          # not covered any more
    change: int = 0     # a minute at which the clocks change
    look: bool = True   # False: only for its instructions
    names: list = field(default_factory=list)

    then: "World" = None  # the calendar that takes its place in the middle, from `since` on
    since: int = 0

    def __post_init__(self):
        self.zone = ZoneInfo(self.zone_name)
        if not self.look:
            return
        self.names = self.names or sorted(set(self.holidays.values()))
        self.begin = instant(self.first - timedelta(days=6), 0, self.zone)
        self.end = instant(self.last + timedelta(days=6), 0, self.zone)
        self.open = bytearray(self.end - self.begin)
        self.kind = bytearray(self.end - self.begin)
        self.look_at_each_minute(0)

    def changed(self, since, holidays, extra):
        """The same world with other days from a day on; those before it stay what they were."""
        past = {day: name for day, name in self.holidays.items() if day < since}
        opened = {day: spans for day, spans in self.extra.items() if day < since}
        other = World(self.zone_name, self.week, past | holidays, opened | extra, self.first,
                      self.last, self.change, look=False)
        other.names = self.names + sorted(set(holidays.values()) - set(self.names))
        other.begin, other.end = self.begin, self.end
        other.open, other.kind = bytearray(self.open), bytearray(self.kind)
        other.look_at_each_minute(max(instant(since, 0, self.zone) - self.begin, 0))
        return other

    def hours(self, day):
        if not self.first <= day < self.last:
            return []
        if day in self.extra:
            return self.extra[day]
        return [] if day in self.holidays else self.week[day.weekday()]

    def look_at_each_minute(self, first):
        known_day, hours, closed = None, [], CLOSED
        for index in range(first, self.end - self.begin):
            wall = face(self.begin + index, self.zone)
            if (wall.year, wall.month, wall.day) != known_day:
                known_day = (wall.year, wall.month, wall.day)
                day = wall.date()
                hours = self.hours(day)
                closed = CLOSED
                if day in self.holidays and day not in self.extra:
                    closed = FIRST_HOLIDAY + self.names.index(self.holidays[day])
            if wall.fold:  # the repeated hour is as it was just before the clock was set back
                is_open = self.open[index - 1]
            else:
                at = wall.hour * 60 + wall.minute
                is_open = any(a <= at < b for a, b in hours)
            self.open[index] = is_open
            self.kind[index] = COUNTED if is_open else closed

    def working_day(self, day, n):
        """The nth working day after day, or with 0 the first from day on; None beyond the end."""
        if n == 0:
            n, day = 1, day - timedelta(days=1)
        while n > 0:
            day += timedelta(days=1)
            if day >= self.last:
                return None
            n -= len(self.hours(day)) > 0
        return day

    def instructions(self, changes):
        words = [f"{'-' if at is None else at * 60_000_000} {offset * 60_000_000}"
                 for at, offset in changes]
        yield f"zone {self.zone_name} " + " ".join(words)
        yield from self.calendar("calendar")
        if self.then is not None:
            yield from self.then.calendar("then")

    def calendar(self, verb):
        yield f"{verb} {(self.first - EPOCH).days} {(self.last - EPOCH).days}"
        for weekday, spans in enumerate(self.week):
            yield " ".join([f"week {weekday}"] + [f"{a}-{b}" for a, b in spans])
        for day, name in sorted(self.holidays.items()):
            yield f"holiday {(day - EPOCH).days} {name}"
        for day, spans in sorted(self.extra.items()):
            yield " ".join([f"extra {(day - EPOCH).days}"] + [f"{a}-{b}" for a, b in spans])
        yield "end"


@dataclass
class Case:
    unit: str
    amount: int
    cutoff: int
    roll_to: int
    extended: int
    start: int          # minutes since 1970 UTC, as all times here
    probe: int
    pauses: list        # (kind "p" or "s", from, to); the last to may be None: still so
    moves: list = field(default_factory=list)  # (at, amount) an extension, (at, None) the calendar

    def words(self):
        """Changes in order of time; a move goes before what happens in the same minute."""
        told = [(at, 0, f"c{at * 60_000_000}" if amount is None else f"e{at * 60_000_000},{amount}")
                for at, amount in self.moves]
        for kind, a, b in self.pauses:
            told.append((a, 1, f"{kind}{a * 60_000_000},-"))
            if b is not None:
                told.append((b, 1, f"r{b * 60_000_000}"))
        return [word for _, _, word in sorted(told, key=lambda one: one[:2])]

    def instruction(self):
        words = self.words()
        return " ".join([f"case {self.unit} {self.amount} {self.cutoff} {self.roll_to}"
                         f" {self.extended} {self.start * 60_000_000} {self.probe * 60_000_000}"]
                        + words)


class Oracle:
    """The answer to one case."""

    def __init__(self, world, case):
        self.world, self.case = world, case
        self.total = max(case.amount + case.extended, 0)
        self.closed_pauses = [(a, b) for _, a, b in case.pauses if b is not None]
        self.still = next(((kind, a) for kind, a, b in case.pauses if b is None), None)
        self.wall_time = case.unit.startswith("calendar")
        self.begin, self.wall = self.effective_start()

    # The start of working days: closed days first, then the cutoff.
    def effective_start(self):
        wall = face(self.case.start, self.world.zone)
        day, of_day = wall.date(), wall.hour * 60 + wall.minute
        if self.case.unit != "working-days":
            return self.case.start, (day, of_day)
        moved = self.world.working_day(day, 0)
        if moved is not None and of_day >= self.case.cutoff:
            moved, of_day = self.world.working_day(moved, 1), self.case.roll_to
        if moved is None:
            return None, (None, of_day)
        wall_before = (wall.date(), wall.hour * 60 + wall.minute)
        if (moved, of_day) == wall_before:
            return self.case.start, wall_before
        return instant(moved, of_day, self.world.zone), (moved, of_day)

    def count(self, table, begin, end):
        """Minutes marked in a table within [begin, end)."""
        low = max(begin - self.world.begin, 0)
        return sum(table[low:max(end - self.world.begin, low)])

    def walk(self, table, at, ticks):
        """at (in ticks) plus so many ticks of marked minutes; with 0 the first marked one."""
        minute, part = divmod(at, TICKS)
        while True:
            index = minute - self.world.begin
            if index < 0 or not (index < len(table) and table[index]):
                index = table.find(1, max(index, 0))
                if index < 0:
                    return None
                minute, part = index + self.world.begin, 0
            if ticks <= TICKS - part:
                return minute * TICKS + part + ticks
            ticks -= TICKS - part
            minute, part = minute + 1, 0

    def without_pauses(self):
        """The open minutes in which the clock ran."""
        table = bytearray(self.world.open)
        for a, b in self.closed_pauses:
            low, high = (min(max(x - self.world.begin, 0), len(table)) for x in (a, b))
            table[low:high] = bytes(high - low)
        return table

    def promised(self):
        """The due minute without pauses."""
        if self.begin is None or self.total == 0:
            return self.begin
        day, of_day = self.wall
        if self.case.unit == "working-days":
            day = self.world.working_day(day, self.total)
            if day is None:
                return None
        elif self.case.unit == "calendar-days":
            day += timedelta(days=self.total)
        else:
            months = day.year * 12 + day.month - 1 + self.total
            year, month = divmod(months, 12)
            length = month_lengths.monthrange(year, month + 1)[1]
            day = date(year, month + 1, min(day.day, length))
        return max(instant(day, of_day, self.world.zone), self.begin)

    def moved(self, at):
        """An instant in ticks, moved by the pauses that began before it."""
        for a, b in self.closed_pauses:
            if at is None or a * TICKS >= at:
                break
            if b <= a:
                continue
            if self.wall_time:
                at += (b - a) * TICKS
            else:
                took = self.count(self.world.open, max(a, self.begin), b)
                at = self.walk(self.world.open, at, took * TICKS) if took else at
                at = None if at is None else max(at, b * TICKS)
        return at

    def reached(self, percent):
        """When percent of the budget is used up, in ticks."""
        if self.case.unit == "working-minutes":
            table = self.without_pauses()
            return self.walk(table, self.case.start * TICKS, self.total * percent)
        due = self.promised()
        if due is None:
            return None
        if percent == 100:
            return self.moved(due * TICKS)
        if self.wall_time:
            return self.moved(self.begin * TICKS + (due - self.begin) * percent)
        between = self.count(self.world.open, self.begin, due)
        at = self.walk(self.world.open, self.begin * TICKS, between * percent) if between else None
        return self.moved(due * TICKS if at is None else min(at, due * TICKS))

    def kinds(self):
        """What each minute from the start to the probe is."""
        case, base = self.case, self.world.begin
        if self.wall_time:
            kinds = bytearray([COUNTED]) * (case.probe - case.start)
        else:
            kinds = bytearray(self.world.kind[case.start - base:case.probe - base])
            late = case.probe if self.begin is None else min(self.begin, case.probe)
            kinds[:late - case.start] = bytes([BEFORE]) * (late - case.start)
        for kind, a, b in case.pauses:
            low = min(a, case.probe) - case.start
            high = min(case.probe if b is None else b, case.probe) - case.start
            kinds[low:high] = bytes([PAUSED if kind == "p" else STOPPED]) * (high - low)
        return kinds

    def lines(self, kinds):
        names = {CLOSED: "closed", COUNTED: "counted", BEFORE: "before", PAUSED: "paused",
                 STOPPED: "stopped"}
        at = self.case.start
        for kind, run in itertools.groupby(kinds):
            length = sum(1 for _ in run)
            counted = length * 60_000_000 if kind == COUNTED else 0
            line = (f"{names.get(kind, 'holiday')}:{at * 60_000_000}:{(at + length) * 60_000_000}"
                    f":{counted}")
            at += length
            yield line if kind in names else f"{line}:{self.world.names[kind - FIRST_HOLIDAY]}"

    def in_time(self, due):
        if due is None:
            return True
        if self.still is None:
            return self.case.probe * TICKS <= due
        kind, since = self.still
        if kind == "s":
            return since * TICKS <= due
        return due > since * TICKS or self.case.probe * TICKS <= due

    def reached_rungs(self):
        """How many rungs the clock has reached by the probe, while it ran."""
        until = self.case.probe if self.still is None else min(self.still[1], self.case.probe)
        for count, percent in enumerate(RUNGS + (100,)):
            at = self.reached(percent)
            if at is None or at > until * TICKS:
                return count
        return len(RUNGS) + 1

    def answer(self, fired_before=0):
        due, rungs = self.reached(100), [self.reached(percent) for percent in RUNGS]
        cached = due
        if self.still is not None and due is not None:
            cached = due if self.still[0] == "s" or due <= self.still[1] * TICKS else None
        count = max(self.reached_rungs(), fired_before)
        fired = ["0"] + [str(percent) for percent in (RUNGS + (100,))[:count]]
        kinds = self.kinds()
        words = [shown(due)] + [shown(at) for at in rungs] + [
            shown(cached), ",".join(fired), str(int(self.in_time(due))),
            str(kinds.count(COUNTED) * 60_000_000)]
        return " ".join(words + list(self.lines(kinds)))


def until(case, at):
    """The case as it stood just before a move: pauses that had begun, those not over still open."""
    pauses = [(kind, a, b if b is not None and b < at else None)
              for kind, a, b in case.pauses if a < at]
    return Case(case.unit, case.amount, case.cutoff, case.roll_to, case.extended, case.start, at,
                pauses)


def answer(world, case):
    """The answer to a case whose terms or calendar change on the way: what follows from the last of
    them, and the rungs that were reached under each."""
    fired, extended, present = 0, case.extended, world
    for at, amount in case.moves:
        before = until(case, at)
        before.extended = extended
        fired = max(fired, Oracle(present, before).reached_rungs())
        if amount is None:
            present = world.then
        else:
            extended += amount
    last = Case(case.unit, case.amount, case.cutoff, case.roll_to, extended, case.start, case.probe,
                case.pauses)
    return Oracle(present, last).answer(fired)


def shown(ticks):
    return "-" if ticks is None else str(ticks * TICK_US)


WEEKS = [
    [[(510, 1020)]] * 5 + [[]] * 2,
    [[(510, 720), (780, 1020)]] * 5 + [[]] * 2,
    [[(480, 720), (750, 1080)]] * 5 + [[(540, 780)], []],
    [[(0, 1440)]] * 7,
    [[(0, 90), (90, 150), (150, 170), (600, 1440)]] * 7,
    [[(0, 30), (45, 60), (75, 125), (1380, 1410), (1410, 1440)]] * 7,
    [[(540, 600)], [], [(540, 1200)], [], [(1320, 1440)], [(0, 360)], []],
]


def random_spans(rng):
    edges = sorted(rng.sample(range(0, 1441, 5), 2 * rng.randint(1, 3)))
    return list(zip(edges[::2], edges[1::2]))


def random_world(rng, changes_of):
    """Some months around a change of the clocks."""
    name = rng.choice(ZONES)
    # From 2008 to 2055, so that every due instant lies within the table of changes.
    changes = [at for at, _ in changes_of(name) if at is not None and 20e6 < at < 44.7e6]
    change = rng.choice(changes) if changes else 29_000_000  # a zone that keeps its offset
    middle = EPOCH + timedelta(days=change // DAY)
    first = middle - timedelta(days=rng.randint(5, 60))
    last = middle + timedelta(days=rng.randint(40, 100))
    week = rng.choice(WEEKS + [[random_spans(rng) if rng.random() < .8 else [] for _ in range(7)]])
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    names = ["Easter", "Whitsun", "Feast", "Feast"]
    holidays = {day: rng.choice(names) for day in rng.sample(days, rng.randint(0, 9))}
    if rng.random() < .5:
        holidays[middle] = holidays[middle + timedelta(days=1)] = "Change"
    extra = {day: random_spans(rng) if rng.random() < .9 else []
             for day in rng.sample(days, rng.randint(0, 5)) + list(holidays)[:rng.randint(0, 2)]}
    return World(name, week, holidays, extra, first, last, change)


def random_pauses(rng, world, start, probe):
    """Pauses between start and probe, some from or to an edge of opening hours."""
    def edge(at):
        found = world.open.find(1 - world.open[min(at, world.end - 1) - world.begin],
                                at - world.begin)
        return world.begin + found if 0 <= found <= probe - world.begin else at
    edges = [edge(at) if rng.random() < .3 else at
             for at in rng.choices(range(start, probe + 1), k=2 * rng.choice((0, 0, 1, 1, 2, 3, 4)))]
    edges.sort()
    pauses = [(rng.choice("pps"), a, b) for a, b in zip(edges[::2], edges[1::2])]
    if pauses and rng.random() < .25:
        pauses[-1] = (pauses[-1][0], pauses[-1][1], None)
    return pauses


def random_change(rng, world):
    """Another calendar from some day on: holidays come and go, and so do extra days."""
    days = [world.first + timedelta(days=n) for n in range((world.last - world.first).days)]
    since = rng.choice(days[3:])
    after = [day for day in days if day >= since]
    holidays = {day: name for day, name in world.holidays.items() if day >= since and rng.random() < .7}
    holidays |= {day: rng.choice(("Feast", "Fair"))
                 for day in rng.sample(after, min(len(after), rng.randint(1, 6)))}
    extra = {day: spans for day, spans in world.extra.items() if day >= since and rng.random() < .7}
    extra |= {day: random_spans(rng) for day in rng.sample(after, min(len(after), rng.randint(0, 3)))}
    world.then = world.changed(since, holidays, extra)
    world.since = instant(since, 0, world.zone)


def random_moves(rng, world, start, probe, pauses):
    """Extensions, and the change of calendar: not while the case is closed, nor after."""
    def closed(at):
        return any(kind == "s" and a <= at and (b is None or at <= b) for kind, a, b in pauses)
    moves = [(at, rng.randint(1, 4)) for at in
             rng.choices(range(start, probe + 1), k=rng.choice((0, 0, 1, 2))) if not closed(at)]
    if world.then is not None and start <= world.since <= probe and not closed(world.since):
        moves.append((world.since, None))
    return sorted(moves, key=lambda one: one[0])


def random_start(rng, world, amount):
    """Any minute, or one where mistakes live: about the change of the clocks, or so many days
    before it that the due time falls there, or on an edge of opening hours."""
    choice = rng.random()
    if choice < .15:
        return world.change + rng.randint(-2 * DAY, 2 * 60)
    if choice < .35:
        return world.change - rng.choice((amount, 1)) * DAY + rng.randrange(-120, 150, 15)
    start = world.begin + rng.randrange(world.end - world.begin)
    if choice < .6:
        index = world.open.find(1 - world.open[start - world.begin], start - world.begin)
        return world.begin + index if index >= 0 else start
    return start


def random_cutoff(rng, start, zone):
    wall = face(start, zone)
    of_day = wall.hour * 60 + wall.minute
    return rng.choice(((1440, 0), (1020, 510), (720, 0), (of_day, 510), (of_day + 1, of_day),
                       (rng.randint(0, 1440), rng.randint(0, 1439))))


def random_case(rng, world):
    unit = rng.choice(UNITS)
    amount = {"working-minutes": lambda: rng.choice((0, 1, 7, 60, 480, rng.randint(1, 6000))),
              "working-days": lambda: rng.choice((0, 1, 2, 3, 5, rng.randint(0, 30))),
              "calendar-days": lambda: rng.choice((0, 1, 2, 7, rng.randint(0, 150))),
              "calendar-months": lambda: rng.randint(0, 15)}[unit]()
    extended = rng.choice((0, 0, 0, 1, -amount, rng.randint(-3, 5)))
    start = random_start(rng, world, min(amount, 40))
    start = min(max(start, world.begin), world.end - 1)
    cutoff, roll_to = random_cutoff(rng, start, world.zone)
    probe = start + rng.choice((0, 1, rng.randrange(2 * DAY), rng.randrange(40 * DAY)))
    probe = min(world.end, probe)
    pauses = random_pauses(rng, world, start, probe)
    return Case(unit, amount, cutoff, roll_to, extended, start, probe, pauses,
                random_moves(rng, world, start, probe, pauses))


def compare(driver, cases=2000, seed=1, cases_a_world=150):
    """Puts random cases to the driver; gives the number compared and the differences, as text."""
    rng, known, asked, instructions = random.Random(seed), {}, [], []

    def changes_of(name):
        if name not in known:
            known[name] = zone_changes(ZoneInfo(name))
        return known[name]
    while len(asked) < cases:
        world = random_world(rng, changes_of)
        random_change(rng, world)
        instructions.extend(world.instructions(changes_of(world.zone_name)))
        for _ in range(min(cases_a_world, cases - len(asked))):
            case = random_case(rng, world)
            instructions.append(case.instruction())
            asked.append((world.zone_name, case, answer(world, case)))
    done = subprocess.run([str(driver)], input="\n".join(instructions) + "\n", text=True,
                          capture_output=True, check=True)
    answers = done.stdout.splitlines()
    assert len(answers) == len(asked), f"{len(answers)} answers to {len(asked)} cases"
    return len(asked), [f"{zone} {case}\n  expected {expected}\n  answered {answer}"
                        for (zone, case, expected), answer in zip(asked, answers)
                        if expected != answer]


def main(driver, cases="2000", seed="1"):
    count, differences = compare(driver, int(cases), int(seed))
    print("\n".join(differences[:10]))
    print(f"{count} cases, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
