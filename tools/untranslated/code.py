"""Python: texts in the places where Django shows them, and whatever reads as a sentence, unmarked."""

import ast
import re
from pathlib import Path

from tools.untranslated import Finding, has_letters

MARKS = frozenset(
    {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "npgettext", "pgettext"}
    | {"npgettext_lazy", "pgettext_lazy", "_", "N_"}
)
# Arguments that end in front of people, whatever is called.
SHOWN_ARGUMENTS = frozenset(
    {"description", "empty_label", "empty_value_display", "help_text", "label", "message", "subject"}
    | {"verbose_name", "verbose_name_plural", "words", "error", "problem", "title"}
    | {"heading", "leads_title", "share_title", "mix_title", "sentence"}
)
# Names that end in front of people when a class or a module gives them a text.
SHOWN_NAMES = frozenset(
    {"empty_value_display", "index_title", "subject", "short_description", "site_header", "site_title"}
    | {"verbose_name", "verbose_name_plural"}
)
# Calls of which every text is for people.
SHOWN_CALLS = frozenset(
    {"ValidationError", "HttpResponse", "HttpResponseBadRequest", "HttpResponseForbidden", "message_user"}
    | {"send_mail", "add_error", "DrawnHead"}
)
# What an author or a student is told of what they wrote.
COMPLAINTS = frozenset(
    {
        "BadArrangement",
        "CannotInvite",
        "InvalidImage",
        "InvalidResponse",
        "InvalidRule",
        "InvalidSpec",
        "NothingDone",
        "NotSent",
    }
    | {"NotReadable", "TooMuchReuse", "Undecided", "Unfit"}
)
# Calls of which texts in some places are for people: complaints about files, and what reports consist of.
SHOWN_PLACES = {
    "fault": (0,),
    "Fault": (2,),
    "Skipped": (1, 2),
    "skip": (1,),
    "note": (0,),
    "Document": (0, 1, 3),
    "Section": (1, 4, 5, 6, 7),
    "Table": (0,),
    "Row": (0, 1, 4),
}
FAULTS = "faults"
# Lists that become lines and columns of reports.
SHOWN_LISTS = frozenset({"facts", "head", "leads", "notes", "said"})
# What puts a value into words.
SAYS = re.compile(r"_?(?:describe|say)_\w+")
CHOICES = frozenset({"Choices", "IntegerChoices", "TextChoices"})
RELATIONS = frozenset({"ManyToManyField", "OneToOneField"})
# Arguments that are named as those are, and choose a colour or a level.
FOR_THE_MACHINE = frozenset({("display", "label"), ("make", "error"), ("display", "ordering")})
MESSAGE_LEVELS = frozenset({"debug", "info", "success", "warning", "error"})
# What developers and those who run the site read stays English.
FOR_DEVELOPERS = frozenset(
    {"AssertionError", "ImproperlyConfigured", "KeyError", "LookupError", "NotImplementedError"}
    | {"RuntimeError", "TypeError", "ValueError", "CommandError", "Schema"}
)
LOGGERS = frozenset({"logger", "log", "logging", "warnings"})
# Folders and files for those who run the site, and what nobody reads.
SKIPPED = re.compile(
    r"(?:^|/)(?:migrations|management|settings|simulation|ops(?!/middleware)|sqlite)/|(?:^|/)(?:logs|metrics|celery|demo)\.py$"
)
# Why each of them is no language.
ALLOWED = {
    "ok": "what a monitor reads",
    "Could not extract text": "what a library says, by which its complaint is known",
}
_SENTENCE = re.compile(
    r"1 [a-z]+ .*[.!?…]|[A-Z“][\w’'“”-]*[.,:;]? .*[.!?…]\s*|[A-Z][\w’'-]* .* .* [\w”’)%]+", re.S
)


_SQL = re.compile(r"[A-Z]{2,} (?:[A-Z*{]|\w+ AS \()")
_STATEMENT = re.compile(
    r"(?:SELECT .* FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|(?:CREATE|ALTER|DROP) TABLE|WITH \w+ AS) .*",
    re.S,
)


def unmarked_in_python(path: Path, source: str) -> list[Finding]:
    """Return what a module says to people without asking for a translation."""
    if SKIPPED.search(path.as_posix()):
        return []
    tree = ast.parse(source)
    walker = _Walker(path)
    walker.visit(tree)
    return sorted(walker.found)


def _text_of(node: ast.AST) -> str | None:
    """Return the words of a text or an f-string, values as signs; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    return None


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_shown_at(place: int, name: str, owner: str) -> bool:
    """Say whether such a call shows the argument in that place to people."""
    if owner == FAULTS and name in ("add", "stop"):
        return place == 2
    is_line = owner in SHOWN_LISTS and name == "append"
    return is_line or name in COMPLAINTS or place in SHOWN_PLACES.get(name, ())


class _Walker(ast.NodeVisitor):
    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: set[Finding] = set()
        self.in_choices = self.in_words = False

    def visit_Call(self, node: ast.Call) -> None:
        name = _name_of(node.func)
        owner = _name_of(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if name in MARKS or name in FOR_DEVELOPERS or owner in LOGGERS:
            self._refuse_in_mark(name, node)
            # What is put into a marked text may hold others.
            for keyword in node.keywords:
                self.visit(keyword)
            return
        is_shown = name in SHOWN_CALLS or (owner == "messages" and name in MESSAGE_LEVELS)
        is_field = owner == "models" and name.endswith("Field") and name not in RELATIONS
        for place, argument in enumerate(node.args):
            # The first argument of `add_error` is a field's name.
            shown = (is_shown and (name, place) != ("add_error", 0)) or (is_field and place == 0)
            shown = shown or _is_shown_at(place, name, owner)
            self._visit_value(argument, shown=shown)
        for keyword in node.keywords:
            shown = keyword.arg in SHOWN_ARGUMENTS and (name, keyword.arg) not in FOR_THE_MACHINE
            self._visit_value(keyword.value, shown=shown)
        self.visit(node.func)

    def _refuse_in_mark(self, name: str, node: ast.Call) -> None:
        """Note what no mark helps: an f-string, whose text no catalogue has once it is filled, and SQL."""
        for argument in node.args if name in MARKS else ():
            text = _text_of(argument) or ""
            if isinstance(argument, ast.JoinedStr) or _STATEMENT.match(text):
                self._note(argument, text)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before = self.in_choices
        self.in_choices = any(_name_of(base) in CHOICES for base in node.bases)
        self._visit_body(node)
        self.in_choices = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before = self.in_words
        self.in_words = SAYS.fullmatch(node.name) is not None
        self._visit_body(node)
        self.in_words = before

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            self._visit_value(node.value, shown=self.in_words)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_body(node)

    def visit_Module(self, node: ast.Module) -> None:
        self._visit_body(node)

    def _visit_body(self, node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Visit all but the docstring, and texts that stand alone as statements."""
        for child in ast.iter_child_nodes(node):
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                self.visit(child)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = {_name_of(target) for target in node.targets}
        if "fieldsets" in names and isinstance(node.value, ast.Tuple | ast.List):
            # Each is the title of a group of fields, and the fields.
            for group in node.value.elts:
                if isinstance(group, ast.Tuple | ast.List) and group.elts:
                    self._show(group.elts[0])
        shown = bool(names & SHOWN_NAMES) or (bool(names & SHOWN_LISTS) and isinstance(node.value, ast.List))
        if self.in_choices and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
            self._visit_value(node.value.elts[-1], shown=True)
            return
        self._visit_value(node.value, shown=shown)

    def _visit_value(self, node: ast.expr, *, shown: bool) -> None:
        if shown:
            self._show(node)
        self.visit(node)

    def _show(self, node: ast.expr) -> None:
        """Note a text in a place that people see, whatever it looks like."""
        if isinstance(node, ast.IfExp):
            self._show(node.body)
            self._show(node.orelse)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                self._show(value)
        elif isinstance(node, ast.List | ast.Tuple):
            for value in node.elts:
                self._show(value)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            self._show(node.left)
        elif (text := _text_of(node)) is not None and has_letters(text.replace("1", "")):
            self._note(node, text)

    def visit_List(self, node: ast.List) -> None:
        """Look at pairs of a key and a text: what a form lets people choose from."""
        pairs = [one for one in node.elts if isinstance(one, ast.Tuple) and len(one.elts) == 2]
        if pairs and len(pairs) == len(node.elts):
            for pair in pairs:
                key, text = (_text_of(part) for part in pair.elts)
                if key is not None and text is not None and text[:1].isupper():
                    self._note(pair.elts[1], text)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._look_at(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._look_at(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def _look_at(self, node: ast.expr) -> None:
        text = _text_of(node)
        if text is not None and _SENTENCE.fullmatch(text) and not _SQL.match(text):
            self._note(node, text)

    def _note(self, node: ast.expr, text: str) -> None:
        if text not in ALLOWED:
            self.found.add(Finding(self.path, node.lineno, text))
