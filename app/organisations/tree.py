"""Pure: the Party tree as a load sees it: what is stored, what the file's own sheet says, what its people name.

An organisation is found by its path, by any of its names from a place that is known, or by what an organiser chose.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.organisations.choices import NEW, Choices
from app.organisations.choices import folded as short_fold
from app.organisations.models import OrganisationKind
from app.organisations.names import fold, kind_of, short_name, spellings


@dataclass
class Node:
    path: str
    name: str
    parent: str | None
    kind: OrganisationKind | None = None
    """None: to be read from the name."""
    short: str = ""
    """Empty: to be made from the name."""
    stored: bool = False
    told: bool = False
    """The file's sheet of organisations has a row for it."""
    names: set[str] = field(default_factory=set)
    """Folded: every spelling under which it is found."""
    units: tuple[str, ...] = ()
    district: str | None = None


class NotMatched(Exception):
    """No organisation, or several, answer to what is written; ``written`` is the part that does not."""

    def __init__(self, written: str, paths: Iterable[str] = ()) -> None:
        super().__init__(written)
        self.written = written
        self.paths = sorted(paths)


class Tree:
    def __init__(self, stored: Iterable[Node] = (), choices: Choices | None = None) -> None:
        self.nodes: dict[str, Node] = {}
        self.used: set[str] = set()
        """Folded spellings whose choice was followed."""
        self._choices = (choices or Choices()).organisations
        self._by_path: dict[str, str] = {}
        self._named: dict[str, set[str]] = defaultdict(set)
        self._below: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        for node in stored:
            self.put(node)
        self.settled = bool(self.nodes)
        """Whether a name that stands alone must be one of the tree: nothing is guessed into a tree that exists."""

    def put(self, node: Node) -> Node:
        self.nodes[node.path] = node
        self._by_path[fold(node.path)] = node.path
        self.call(node, node.names | spellings(node.name, short_name(node.name)))
        return node

    def call(self, node: Node, names: Iterable[str]) -> None:
        """More folded names under which it is found."""
        for name in names:
            node.names.add(name)
            self._named[name].add(node.path)
            self._below[node.parent, name].add(node.path)

    def grow(self, parent: str | None, name: str) -> Node:
        path = f"{parent}/{name}" if parent else name
        known = self._by_path.get(fold(path))
        return self.nodes[known] if known else self.put(Node(path, name, parent))

    def named(self, written: str) -> set[str]:
        """Paths of all that bear this name, anywhere in the tree; or this path."""
        known = self._by_path.get(fold(written))
        return {known} if known else self._named.get(fold(written), set())

    def below(self, parent: str | None, name: str) -> set[str]:
        return self._below.get((parent, fold(name)), set())

    def find(self, names: tuple[str, ...]) -> Node:
        """The organisation that names from the root (or from any known place) mean; a branch that is not there yet
        grows below what is. Raises :class:`NotMatched`."""
        known = self._by_path.get(fold("/".join(names)))
        if known:
            return self.nodes[known]
        here: str | None = None
        for level, name in enumerate(names):
            here = self._step(here, names[: level + 1], name, alone=len(names) == 1)
        assert here is not None
        return self.nodes[here]

    def _step(self, here: str | None, written: tuple[str, ...], name: str, *, alone: bool) -> str:
        there = self.below(here, name) or (self.named(name) if here is None else set())
        if len(there) == 1:
            return next(iter(there))
        chosen = self._chosen("/".join(written))
        if chosen:
            return chosen
        if chosen == NEW:
            return self.grow(self.root() if alone else here, name).path
        if there or (here is None and self.settled):
            raise NotMatched("/".join(written), there)
        return self.grow(here, name).path

    def _chosen(self, written: str) -> str | None:
        meaning = self._choices.get(short_fold(written))
        if meaning:
            meaning = self._by_path.get(fold(meaning))
        if meaning is not None:
            self.used.add(short_fold(written))
        return meaning

    def root(self) -> str | None:
        """Where a new organisation hangs of which no more is known: below the only root, else beside the others."""
        roots = [node.path for node in self.nodes.values() if node.parent is None]
        return roots[0] if len(roots) == 1 else None

    def kinds(self) -> dict[str, OrganisationKind]:
        """Every organisation's kind: what was said, else by the ending of the name, else by the levels below."""
        height: dict[str, int] = defaultdict(int)
        for path in self.nodes:
            levels = 0
            while (above := self.nodes[path].parent) is not None:
                levels += 1
                height[above] = max(height[above], levels)
                path = above
        kinds: dict[str, OrganisationKind] = {}
        for path in sorted(self.nodes, key=lambda path: path.count("/")):
            node = self.nodes[path]
            kinds[path] = node.kind or kind_of(
                node.name, levels_below=height[path], parent=kinds.get(node.parent or "")
            )
        return kinds
