"""Who inherited a file that a commit deleted: the file it became, by its content and its name, and how sure that is.

Pure: it sees one commit's changes, the texts involved, and what is known of blobs elsewhere. The thresholds were
measured on thirty histories. What tells right from wrong is the name and the runner-up, hardly the similarity: files
that kept their name were never matched wrongly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rlvault_lint.commits import Change
from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.note import folder_of, is_note
from rlvault_lint.vault.changed import (
    MANY,
    Group,
    blobs_of,
    is_empty,
    is_named_after,
    numbers_differ,
    plain_name,
)
from rlvault_lint.vault.likeness import Bags, Effort, Text, gained, has_text, shared, similarity

_SIMILAR = 50.0
_BEHIND = 20.0
_RUNNER_UP = 30.0
_SPREAD = 2
_OWN_TEXT = 40
_MOST = 0.8
_NOWHERE = "\0"


class Heirs(NamedTuple):
    """The paths that a deleted path became when it was deleted; several only as a SUGGESTION, none if it died."""

    paths: tuple[str, ...] = ()
    safety: Safety = Safety.SUGGESTION


NOBODY = Heirs()


class Scene:
    """One commit, as far as it matters to those it deleted.

    `texts` are the contents of blobs, as far as they could be read. `elsewhere(blob, *paths)` says whether a path other
    than these held that blob while it lived through this commit; `common(chunk)` in how many of today's notes a chunk
    is.
    """

    def __init__(
        self,
        changes: Sequence[Change],
        texts: Mapping[str, Text],
        elsewhere: Callable[..., bool],
        common: Callable[[bytes], int],
        effort: Effort,
    ) -> None:
        self._changes = changes
        self._added = Group(each for each in changes if each.status == "A")
        self._deleted = Group(each for each in changes if each.status == "D")
        self._rewritten = {each.path: each for each in changes if each.status not in "AD"}
        self._texts = texts
        self._elsewhere = elsewhere
        self._common = common
        self._effort = effort
        self._folders: dict[str, str] = {}
        self._scores: dict[str, list[tuple[float, Change]]] = {}

    def heirs(self, path: str) -> Heirs:
        """What became of `path`, which this commit deleted."""
        dead = self._deleted.by_path.get(path)
        if dead is None:
            return NOBODY
        if not is_empty(dead.before):
            if same := self._added.by_blob.get(dead.before):
                return self._same_blob(dead, same)
            if turned_up := self._came_to_hold.get(dead.before):
                # Numbers that shift by one: it is there, in a file that stood there already.
                return Heirs(tuple(turned_up), Safety.UNSAFE if len(turned_up) == 1 else Safety.SUGGESTION)
        if not has_text(path):
            named = self._of_that_name(dead)
            return Heirs((named.path,), Safety.UNSAFE) if named else NOBODY
        return (
            self._same_name(dead)
            or self._other_name(dead)
            or self._with_its_folder(dead)
            or self._taken_in(dead)
            or self._little_left(dead)
            or NOBODY
        )

    def moved_on(self, path: str) -> Heirs | None:
        """What became of `path`, which this commit rewrote, if what was there went elsewhere and another file took its
        place; None if it is the same file, edited, as it nearly always is where that can't be told.
        """
        change = self._rewritten.get(path)
        if change is None or is_empty(change.before):
            return None
        one, other = self._texts.get(change.before), self._texts.get(change.after)
        added = self._added.by_blob.get(change.before, ())
        went = (*(each.path for each in added), *self._came_to_hold.get(change.before, ()))
        came = change.after in self._deleted.by_blob or change.after in self._gave_up
        if not came and not (one and other and self._is_another(one, other, gone=bool(went))):
            return None
        if went:
            return Heirs(went, Safety.SAFE if len(went) == 1 else Safety.SUGGESTION) if len(went) <= MANY else None
        return self._other_name(change) or self._taken_in(change) or (Heirs((path,), Safety.UNSAFE) if came else None)

    def _is_another(self, before: Text, after: Text, *, gone: bool) -> bool:
        """Whether a rewritten text is that of another note: little of it is left or, where all of it is `gone` to
        another path, little that is not from a template.
        """
        if similarity(before, after) < _SIMILAR or self._is_of_its_template(before, after):
            return True
        own = self._own(before) if gone else {}
        return 2 * shared(own, after.chunks) < sum(own.values())

    def adopted_by(self, path: str, heir: str, *, older: bool) -> Heirs:
        """What became of `path` where `heir` is the one other path that ever had its content, and got it in another
        commit. If that was the `older` of the two, `path` was a copy of it; else `heir` was the copy if something like
        it came when `path` went.
        """
        dead = self._deleted.by_path[path]
        found = Change("A", heir, "", dead.before)
        doubt = plain_name(path) != plain_name(heir) and (
            older or self._is_doubtful(dead, found) or self._has_like(dead)
        )
        return Heirs((heir,), Safety.UNSAFE if doubt else Safety.SAFE)

    def restored(self, path: str, blob: str) -> Heirs:
        """What became of `path` where a later commit added it again with `blob`: that, if it is much the same text."""
        dead = self._deleted.by_path[path]
        if blob == dead.before:
            return Heirs((path,), Safety.SAFE)
        if similarity(self._texts.get(dead.before), self._texts.get(blob)) < _SIMILAR:
            return NOBODY
        is_sure = self._says_enough(dead, Change("A", path, "", blob))
        return Heirs((path,), Safety.SAFE if is_sure else Safety.UNSAFE)

    # --- the same content -------------------------------------------------------------------------------------------

    def _same_blob(self, dead: Change, same: Sequence[Change]) -> Heirs:
        kept = self._of_that_name(dead)
        if kept and kept.after == dead.before:
            return Heirs((kept.path,), Safety.SAFE)
        rivals = self._deleted.by_blob[dead.before]
        name = plain_name(dead.path)
        named = [each for each in self._added.named(name) if each.after == dead.before]
        if len(named) == 1 and sum(each.before == dead.before for each in self._deleted.named(name)) == 1:
            same = named
        elif not len(same) == len(rivals) == 1:
            return Heirs(tuple(each.path for each in named or same)) if len(same) <= MANY else NOBODY
        (heir,) = same
        doubt = (
            self._elsewhere(dead.before, dead.path, heir.path)
            or dead.before in self._came_to_hold
            or dead.before in self._gave_up
            or (heir not in named and self._is_doubtful(dead, heir))
        )
        return Heirs((heir.path,), Safety.UNSAFE if doubt else Safety.SAFE)

    def _is_doubtful(self, dead: Change, heir: Change) -> bool:
        """Whether the same text under another name may be another note: the names number different things, or the text
        says too little, and the name no more. Pictures and the like are never equal by chance.
        """
        if not has_text(dead.path):
            return False
        if numbers_differ(dead.path, heir.path):
            return True
        is_like = is_named_after(dead.path, heir.path) and not self._newcomers.has_nearer_name(dead.path, heir.path)
        return not (is_like or self._says_enough(dead, heir))

    def _is_of_its_template(self, one: Text, other: Text) -> bool:
        """Whether two texts have nothing in common but what is from a template, though there is more to the first."""
        own = self._own(one)
        size = sum(own.values())
        return size >= _OWN_TEXT and 10 * shared(own, other.chunks) < size

    def _says_enough(self, dead: Change, heir: Change) -> bool:
        """Whether there is enough in a text that is not from a template, and half of it is kept."""
        one, other = self._texts.get(dead.before), self._texts.get(heir.after)
        if one is None or other is None:
            return False
        own = self._own(one)
        size = sum(own.values())
        return size >= _OWN_TEXT and 2 * shared(own, other.chunks) >= size

    def _own(self, text: Text) -> dict[bytes, int]:
        """What of a text is not from a template."""
        return {chunk: size for chunk, size in text.chunks.items() if chunk.strip() and self._common(chunk) <= _SPREAD}

    @cached_property
    def _came_to_hold(self) -> dict[str, list[str]]:
        """By blob, the paths that were rewritten to it."""
        found: dict[str, list[str]] = {}
        for each in self._rewritten.values():
            found.setdefault(each.after, []).append(each.path)
        return found

    @cached_property
    def _gave_up(self) -> frozenset[str]:
        """The blobs that rewritten files had before."""
        return frozenset(each.before for each in self._rewritten.values())

    @cached_property
    def _newcomers(self) -> Group:
        """The added files whose names no deleted one had: those others are what they were."""
        return Group(each for each in self._added.all if not self._deleted.has_name(plain_name(each.path)))

    # --- much of the same text --------------------------------------------------------------------------------------

    def _of_that_name(self, dead: Change) -> Change | None:
        """The one file added with the name of the one deleted, or with its letters if none has its name; of several the
        one that came with its folder.
        """
        name = plain_name(dead.path)
        named = self._added.named(name)
        if len(named) == len(self._deleted.named(name)) == 1:
            return named[0]
        alike = self._added.lettered(name)
        if not named and len(alike) == len(self._deleted.lettered(name)) == 1:
            return alike[0]
        folder = self._new_folder(folder_of(dead.path))
        return next((each for each in named if folder_of(each.path) == folder), None)

    def _same_name(self, dead: Change) -> Heirs | None:
        """The file of that name, if it has half of the text. It may all the same be another that was just deleted."""
        heir = self._of_that_name(dead)
        one, other = self._texts.get(dead.before), self._texts.get(heir.after) if heir else None
        if heir is None or one is None or other is None or similarity(one, other) < _SIMILAR:
            return None
        own = self._own(one)
        kept = 100.0 * shared(own, other.chunks) / max(sum(own.values()), 1)
        others = max(self._most(own, self._candidates, heir), self._most(own, self._gains, dead))
        doubt = heir.after in self._deleted.by_blob or heir.after in self._gave_up or others > kept + _BEHIND
        return Heirs((heir.path,), Safety.UNSAFE if doubt else Safety.SAFE)

    def _alike(self, dead: Change) -> list[tuple[float, Change]]:
        """The added files with something of a text, the most alike first: how much, and which."""
        if dead.path not in self._scores:
            one = self._texts.get(dead.before)
            candidates, bags = self._candidates
            common = bags.shared(one.chunks, self._effort) if one and one.size else None
            found = [
                (similarity(one, self._texts[candidates[number].after], size), candidates[number])
                for number, size in (common or {}).items()
                if is_note(candidates[number].path) == is_note(dead.path)
            ]
            self._scores[dead.path] = sorted(found, key=lambda each: (-each[0], each[1].path))
        return self._scores[dead.path]

    def _other_name(self, dead: Change) -> Heirs | None:
        scored, one = self._alike(dead), self._texts.get(dead.before)
        if one is None or not scored or scored[0][0] < _SIMILAR:
            return None
        best, heir = scored[0]
        if self._is_of_its_template(one, self._texts[heir.after]):
            return None
        runner_up = scored[1][0] if len(scored) > 1 else 0.0
        rivals = self._rivals(dead, one, heir)
        near = max(runner_up, rivals)
        is_alone = (near < _RUNNER_UP and best - near >= _BEHIND) or self._is_alone(dead, one, heir)
        if best - near < _BEHIND and not is_alone:
            return Heirs(tuple(each.path for score, each in scored[:MANY] if best - score < _BEHIND))
        if self._newcomers.has_nearer_name(dead.path, heir.path):
            return Heirs((heir.path,))
        sure = (
            is_alone
            and self._says_enough(dead, heir)
            and not self._is_split(one, heir, [each for _, each in scored[1:MANY]])
            and not numbers_differ(dead.path, heir.path)
            and not self._elsewhere(dead.before, dead.path)
            and self._is_complete
        )
        return Heirs((heir.path,), Safety.SAFE if sure else Safety.UNSAFE)

    def _taken_in(self, dead: Change) -> Heirs | None:
        """The one file that stood there already and has got most of a text that is not from a template."""
        one = self._texts.get(dead.before)
        own = self._own(one) if one else {}
        rewritten, gains = self._gains
        found = gains.shared(own, self._effort) or {}
        most = [rewritten[number] for number, size in found.items() if size >= _MOST * sum(own.values())]
        return Heirs((most[0].path,), Safety.UNSAFE) if len(most) == 1 and self._says_enough(dead, most[0]) else None

    def _little_left(self, dead: Change) -> Heirs | None:
        """The file most alike, if it has something of a text that is not from a template, and no other as much."""
        scored, one = self._alike(dead), self._texts.get(dead.before)
        runner_up = scored[1][0] if len(scored) > 1 else 0.0
        if one is None or not scored or scored[0][0] < max(_RUNNER_UP, runner_up + _BEHIND):
            return None
        kept = shared(self._own(one), self._texts[scored[0][1].after].chunks)
        return Heirs((scored[0][1].path,)) if kept >= _OWN_TEXT else None

    def _is_split(self, one: Text, heir: Change, others: Sequence[Change]) -> bool:
        """Whether another new file is made up of what the heir has not kept of a text."""
        lost = gained(self._texts[heir.after], one)
        texts = (self._texts[each.after] for each in others)
        return any(2 * shared(lost, text.chunks) >= text.size for text in texts)

    def _is_alone(self, dead: Change, one: Text, heir: Change) -> bool:
        """Whether what others have in common with a text, or with its heir, is mostly from a template."""
        ours, theirs = self._own(one), self._own(self._texts[heir.after])
        return (
            self._most(ours, self._candidates, heir) < _RUNNER_UP
            and self._most(ours, self._gains, dead) < _RUNNER_UP
            and self._most(theirs, self._gone, dead) < _RUNNER_UP
        )

    def _most(self, chunks: Mapping[bytes, int], files: tuple[Sequence[Change], Bags], but: Change) -> float:
        """The largest share of a text, 0 to 100, that any of some files has, `but` one; 100 if that can't be said."""
        changes, bags = files
        found = bags.shared(chunks, self._effort)
        if found is None:
            return 100.0
        whole = sum(chunks.values())
        return max((100.0 * size / whole for at, size in found.items() if changes[at] is not but), default=0.0)

    def _has_like(self, dead: Change) -> bool:
        """Whether a new file has much in common with the one deleted, or it can't be said."""
        one = self._texts.get(dead.before)
        candidates, bags = self._candidates
        common = bags.shared(one.chunks, self._effort) if one else None
        if one is None or common is None:
            return has_text(dead.path)
        texts = ((self._texts[candidates[number].after], size) for number, size in common.items())
        return any(similarity(one, text, size) >= _RUNNER_UP for text, size in texts)

    def _rivals(self, dead: Change, one: Text, heir: Change) -> float:
        """How near others come: others deleted to the heir, and what others gained when rewritten to the dead."""
        other = self._texts[heir.after]
        deleted, bags = self._gone
        to_heir = bags.shared(other.chunks, self._effort)
        if to_heir is None:
            return 100.0
        others = ((deleted[at], size) for at, size in to_heir.items() if deleted[at] is not dead)
        shares = [similarity(self._texts[each.before], other, size) for each, size in others]
        return max((*shares, self._most(one.chunks, self._gains, dead)))

    @cached_property
    def _candidates(self) -> tuple[list[Change], Bags]:
        """The added files that have a text, and what is in these."""
        added = [each for each in self._added.all if has_text(each.path) and each.after in self._texts]
        return added, Bags(self._texts[each.after].chunks for each in added)

    @cached_property
    def _gone(self) -> tuple[list[Change], Bags]:
        """The deleted files that had a text, and what was in these."""
        deleted = [each for each in self._deleted.all if has_text(each.path) and each.before in self._texts]
        return deleted, Bags(self._texts[each.before].chunks for each in deleted)

    @cached_property
    def _gains(self) -> tuple[list[Change], Bags]:
        """The rewritten files that have a text, and what they gained."""
        known = [each for each in self._rewritten.values() if {each.before, each.after} <= self._texts.keys()]
        return known, Bags(gained(self._texts[each.before], self._texts[each.after]) for each in known)

    @cached_property
    def _is_complete(self) -> bool:
        """Whether every text that could have been compared was read."""
        return all(blob in self._texts for each in self._changes for blob in blobs_of(each))

    # --- with its folder --------------------------------------------------------------------------------------------

    def _with_its_folder(self, dead: Change) -> Heirs | None:
        """The file of that name in the folder to which most files of its folder went."""
        folder = self._new_folder(folder_of(dead.path))
        return next(
            (
                Heirs((each.path,), Safety.UNSAFE)
                for each in self._added.named(plain_name(dead.path))
                if folder_of(each.path) == folder
            ),
            None,
        )

    def _new_folder(self, old: str) -> str:
        """The folder to which more than half of the files went, by their names, that were deleted in `old`, if there
        is one, and if it is not one file alone.
        """
        if old not in self._folders:
            gone = [plain_name(each.path) for each in self._deleted.by_folder.get(old, ())]
            went = Counter(folder_of(each.path) for name in gone for each in self._added.named(name)[:MANY])
            folder, count = went.most_common(1)[0] if went else ("", 0)
            self._folders[old] = folder if count > 1 and 2 * count > len(gone) else _NOWHERE
        return self._folders[old]
