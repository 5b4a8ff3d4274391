"""The three plain methods: HiGHS and CP-SAT on the model heat by heat, and relax-and-fix."""

import time
from dataclasses import dataclass, field

import highspy
import numpy as np
from ortools.sat.python import cp_model

from tuang.planning.furnace import FurnaceProblem, Heat, verify
from tuang.planning.furnace._highs import Silent

INFINITE = highspy.kHighsInf
Term = tuple[int, float]


@dataclass
class Rows:
    """A mixed-integer programme as it is written down, row by row."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[list[Term], float, float]] = field(default_factory=list)

    def column(self, cost: float, upper: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: list[Term], low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def solve(self, seconds: float, fixed: dict[int, float]) -> "np.ndarray | None":
        highs = Silent()
        for name, value in (("parallel", "off"), ("time_limit", max(seconds, 0.1))):
            highs.setOptionValue(name, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(self.rows)
        model.col_cost_ = np.array(self.cost)
        lower, upper = np.zeros(len(self.cost)), np.array(self.upper)
        for column, level in fixed.items():
            lower[column] = upper[column] = level
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = np.array([low for _, low, _ in self.rows])
        model.row_upper_ = np.array([high for _, _, high in self.rows])
        counts = [len(terms) for terms, _, _ in self.rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        flat = [term for terms, _, _ in self.rows for term in terms]
        model.a_matrix_.index_ = np.array([column for column, _ in flat], dtype=np.int32)
        model.a_matrix_.value_ = np.array([value for _, value in flat])
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[each] for each in self.whole]
        highs.passModel(model)
        highs.run()
        found = highs.getInfo().primal_solution_status
        if found != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(highs.getSolution().col_value)


@dataclass
class Detailed:
    """Pieces of each item in each heat, the grade of each heat, and changes between heats."""

    problem: FurnaceProblem
    rows: Rows
    pieces: dict[tuple[int, int], int]
    melted: dict[tuple[int, int], int]


def detailed(problem: FurnaceProblem, exact_days: set[int]) -> Detailed:
    """One furnace. Days that are not exact are counted as a whole, and nothing there is whole."""
    rows = Rows()
    (furnace,) = problem.furnaces
    names = [grade.name for grade in problem.grades]
    grade = [names.index(item.grade) for item in problem.items]
    made = Detailed(problem, rows, {}, {})
    last: dict[int, int] = {}
    stock: dict[int, list[Term]] = {i: [] for i in range(len(problem.items))}
    for day in range(problem.days):
        exact = day in exact_days
        poured: dict[int, list[Term]] = {i: [] for i in range(len(problem.items))}
        heats = furnace.heats_per_day
        for n in range(heats) if exact else [0]:
            heat = day * heats + n
            melted = {}
            for k, each in enumerate(problem.grades):
                melted[k] = rows.column(0.0, 1.0 if exact else heats, whole=exact)
                made.melted[k, heat] = melted[k]
                change = rows.column(
                    each.setup_cost / (1 if exact else heats), INFINITE, whole=False
                )
                before = [(last[k], 1.0)] if k in last and exact else []
                rows.row([(change, 1.0), (melted[k], -1.0), *before], 0.0, INFINITE)
                pieces = []
                for i in [i for i, mine in enumerate(grade) if mine == k]:
                    item = problem.items[i]
                    made.pieces[i, heat] = rows.column(0.0, sum(item.demand), whole=exact)
                    pieces.append((made.pieces[i, heat], item.kg))
                    poured[i].append((made.pieces[i, heat], 1.0))
                rows.row([*pieces, (melted[k], -furnace.tap_kg)], -INFINITE, 0.0)
            rows.row([(each, 1.0) for each in melted.values()], 0.0, 1.0 if exact else heats)
            last = melted if exact else {}
        for i, item in enumerate(problem.items):
            now = [
                (rows.column(item.hold_cost, INFINITE, whole=False), -1.0),
                (rows.column(item.late_cost, INFINITE, whole=False), 1.0),
            ]
            due = float(item.demand[day])
            rows.row([*stock[i], *poured[i], *now], due, due)
            stock[i] = [(column, -sign) for column, sign in now]
    return made


def cost(made: Detailed, x: "np.ndarray | list[int] | None") -> float:
    """What the verifier says; without a plan, everything stays late."""
    problem = made.problem
    (furnace,) = problem.furnaces
    heats = []
    if x is not None:
        for heat in range(problem.days * furnace.heats_per_day):
            grades = [k for k in range(len(problem.grades)) if x[made.melted[k, heat]] > 0.5]
            pieces = {
                item.name: round(x[made.pieces[i, heat]])
                for i, item in enumerate(problem.items)
                if round(x[made.pieces[i, heat]]) > 0
            }
            if grades and pieces:
                day, position = divmod(heat, furnace.heats_per_day)
                name = problem.grades[grades[0]].name
                heats.append(Heat(furnace.name, day, position, name, pieces))
    return verify(problem, heats).total


def plain_highs(problem: FurnaceProblem, seconds: float) -> float:
    made = detailed(problem, set(range(problem.days)))
    return cost(made, made.rows.solve(seconds, {}))


def plain_cp_sat(problem: FurnaceProblem, seconds: float) -> float:
    """Eight workers sharing the core: with one it is far worse."""
    made = detailed(problem, set(range(problem.days)))
    rows = made.rows
    model = cp_model.CpModel()
    most = max(sum(item.demand) for item in problem.items)
    columns = [model.new_int_var(0, int(min(upper, most)), "") for upper in rows.upper]
    for terms, low, high in rows.rows:
        # Every weight is a tenth of a kilogram.
        total = sum(columns[column] * round(value * 10) for column, value in terms)
        model.add_linear_constraint(
            total,
            round(low * 10) if low > -INFINITE else -(2**40),
            round(high * 10) if high < INFINITE else 2**40,
        )
    model.minimize(
        sum(columns[n] * round(each * 10_000) for n, each in enumerate(rows.cost) if each)
    )
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 8
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return cost(made, [solver.value(column) for column in columns] if found else None)


def relax_and_fix(problem: FurnaceProblem, seconds: float) -> float:
    """Day by day: today exact, earlier days fixed, later days relaxed and counted as a whole."""
    end = time.monotonic() + seconds
    kept: dict[tuple[str, int, int], float] = {}
    made = detailed(problem, set())
    x = None
    for day in range(problem.days):
        made = detailed(problem, set(range(day + 1)))
        fixed = {made.melted[k, n]: v for (what, k, n), v in kept.items() if what == "melted"}
        fixed |= {made.pieces[i, n]: v for (what, i, n), v in kept.items() if what == "pieces"}
        x = made.rows.solve((end - time.monotonic()) / (problem.days - day), fixed)
        if x is None:
            break
        (furnace,) = problem.furnaces
        today = range(day * furnace.heats_per_day, (day + 1) * furnace.heats_per_day)
        for (k, n), column in made.melted.items():
            if n in today:
                kept["melted", k, n] = round(x[column])
        for (i, n), column in made.pieces.items():
            if n in today:
                kept["pieces", i, n] = round(x[column])
    return cost(made, x)


PLAIN = {"HiGHS": plain_highs, "CP-SAT": plain_cp_sat, "relax-and-fix": relax_and_fix}
