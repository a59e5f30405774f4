"""Floor 4. The Python code that Jinja makes of a layout, made quicker.

Jinja's code calls a function for each attribute, each macro and each printed value, since any of them may be anything. In
layouts they are nearly always attributes of views, macros and text. So the code is written anew for these: an attribute is
an attribute, a macro is called, text is escaped in place, a label that is always the same is looked up, and a page is a
list that grows instead of generators inside each other. The code prints what Jinja's would, or it raises an exception,
and whoever runs it (`environment.QuickEnvironment.render`) then lets Jinja's own code say what the page is, or what is
wrong with it. `tests/rooms/test_environment.py` and the golden files hold the two against each other.
"""

import ast
import re
from collections.abc import Iterable, Sequence
from types import CodeType
from typing import Final, TypeGuard

#: A variable of a layout as Jinja names it: level and name.
_VARIABLE: Final = re.compile(r"l_\d+_(\w+)")
#: Mappings of whoever writes a layout: their keys are not attributes.
_MAPPINGS: Final = frozenset({"extra"})
#: What calls inside loops and blocks are given besides their arguments; only functions that ask for a context look at it.
_OF_CONTEXT: Final = frozenset({"_loop_vars", "_block_vars"})


def compile_quick(source: str, filename: str) -> CodeType:
    """Compile the code of a layout. Its globals need `says`, `words`, `printed`, `modules` and `escape_text` too."""
    module = ast.parse(source, filename)
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            _gather(node)
    quick = _Quick(_macros_of(module)).visit(module)
    return compile(ast.fix_missing_locations(quick), filename, "exec")


def _macros_of(module: ast.Module) -> frozenset[str]:
    """Return the names of macros that are defined or imported here."""
    names = set()
    for node in ast.walk(module):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        called = node.value.func
        if isinstance(called, ast.Name) and called.id in {"Macro", "getattr"}:
            names |= {_name_of(target) for target in node.targets}
    return frozenset(names) - {""}


def _name_of(node: ast.AST) -> str:
    found = _VARIABLE.fullmatch(node.id) if isinstance(node, ast.Name) else None
    return found[1] if found else ""


class _Quick(ast.NodeTransformer):
    """Rewrites expressions, the innermost last."""

    def __init__(self, macros: frozenset[str]) -> None:
        self._macros = macros

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _is_call_of(node, "environment.getattr"):
            return self._attribute(node)
        if _is_call_of(node, "escape") and len(node.args) == 1:
            return self._printed(node)
        if (module := _imported(node)) is not None:
            return _expression("modules[name]", name=module)
        if _is_call_of(node, "context.call") and (label := self._label(node, "words")):
            return label
        return self.generic_visit(node)

    def _attribute(self, node: ast.Call) -> ast.AST:
        """Write `environment.getattr(value, "name")` as `value.name`."""
        value, name = node.args
        assert isinstance(name, ast.Constant)
        if _name_of(value) == "self" or any(
            isinstance(part, ast.Constant) and part.value in _MAPPINGS for part in ast.walk(value)
        ):
            return self.generic_visit(node)
        return ast.Attribute(self._certain(value), str(name.value), ast.Load())

    def _certain(self, value: ast.expr) -> ast.expr:
        """Leave out the question whether a variable is missing: what is missing has no attributes."""
        if isinstance(value, ast.IfExp) and _is_call_of(value.body, "undefined") and _name_of(value.orelse):
            return value.orelse
        visited = self.visit(value)
        assert isinstance(visited, ast.expr)
        return visited

    def _printed(self, node: ast.Call) -> ast.AST:
        """Write what prints a value for a macro, a block, a label, or text."""
        value = node.args[0]
        if _is_call_of(value, "context.call"):
            if label := self._label(value, "printed"):
                return label
            called = self._certain(value.args[0])
            if _name_of(called) in self._macros and not _own_keywords(value):
                arguments = [self.visit(argument) for argument in value.args[1:]]
                return ast.Call(ast.Attribute(called, "show", ast.Load()), arguments, [])
            if (block := _block_of(value)) is not None:
                return _expression("concat(context.blocks[name][0](context))", name=block)
        return _expression("escape_text(v) if (v := value).__class__ is str else escape(v)", value=self.visit(value))

    def _label(self, call: ast.Call, said: str) -> ast.AST | None:
        """Write `t("key")` as `words["key"]`, and `t` with values as a call of the site's own `t`, while it is that."""
        called = self._certain(call.args[0])
        if _name_of(called) != "t":
            return None
        arguments = [self.visit(argument) for argument in call.args[1:]]
        keywords = [ast.keyword(keyword.arg, self.visit(keyword.value)) for keyword in _own_keywords(call)]
        plain = self.generic_visit(ast.Call(call.func, call.args, call.keywords))
        if said == "printed":
            plain = _expression("escape(value)", value=plain)
        if len(arguments) == 1 and not keywords and isinstance(arguments[0], ast.Constant):
            quick = _expression(f"{said}[key]", key=arguments[0])
        else:
            quick = ast.Call(ast.Name("says", ast.Load()), arguments, keywords)
            if said == "printed":
                quick = _expression("escape(value)", value=quick)
        return _expression("quick if called is says else plain", quick=quick, called=called, plain=plain)


def _is_call_of(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    match node.func:
        case ast.Name(id=written):
            return written == name
        case ast.Attribute(value=ast.Name(id=owner), attr=written):
            return f"{owner}.{written}" == name
        case _:
            return False


def _imported(node: ast.Call) -> ast.expr | None:
    """Return the name in `environment.get_template(name, ...)._get_default_module(...)`."""
    match node.func:
        case ast.Attribute(value=ast.Call(args=[name, *_]) as got, attr="_get_default_module"):
            # A name that is not written out may be a list of names, or a template.
            return name if _is_call_of(got, "environment.get_template") and isinstance(name, ast.Constant) else None
        case _:
            return None


def _own_keywords(call: ast.Call) -> list[ast.keyword]:
    return [keyword for keyword in call.keywords if keyword.arg not in _OF_CONTEXT]


def _block_of(call: ast.Call) -> ast.expr | None:
    """Return the name of the block in `self.name()`."""
    called = call.args[0]
    if _is_call_of(called, "environment.getattr") and _name_of(called.args[0]) == "self" and len(call.args) == 1:
        return None if _own_keywords(call) else called.args[1]
    return None


def _expression(code: str, **parts: ast.AST) -> ast.expr:
    """Return the code of an expression in which names stand for other expressions."""

    class Filler(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return parts.get(node.id, node)

    filled = Filler().visit(ast.parse(code, mode="eval").body)
    assert isinstance(filled, ast.expr)
    return filled


def _gather(function: ast.FunctionDef) -> None:
    """Let a generator return a list of what it gave, in place."""
    if not any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(function.body)):
        return
    if any(isinstance(node, ast.Return) for node in _own(function.body)):
        return
    result = ast.Return(ast.Name("gathered", ast.Load()))
    function.body = [*ast.parse("gathered = []").body, *_gathered(function.body), result]


def _own(body: Iterable[ast.stmt]) -> Iterable[ast.AST]:
    """Give the nodes of a function's body, without those of functions inside it."""
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            stack += ast.iter_child_nodes(node)


def _gathered(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Write what gives values as what adds them to the list, those in a row in one go."""
    done: list[ast.stmt] = []
    row: list[ast.expr] = []

    def end_row() -> None:
        if row:
            done.append(_statement("gathered += value", ast.Tuple([*row], ast.Load())))
            row.clear()

    for statement in body:
        match statement:
            case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
                row.append(value)
                continue
            case ast.Pass():
                continue
            case ast.Expr(value=ast.YieldFrom(value=value)):
                end_row()
                done.append(_statement("gathered += value", value))
                continue
            # Makes a generator of a function that gives nothing.
            case ast.If(test=ast.Constant(value=0)):
                continue
            case ast.If() | ast.For() | ast.While():
                statement.body = _gathered(statement.body) or [ast.Pass()]
                statement.orelse = _gathered(statement.orelse)
            case ast.Try(finalbody=[ast.Expr(value=ast.Call(func=ast.Attribute(attr="close")))]):
                # What is included is a list as well, which is not closed as a generator is.
                end_row()
                done += _gathered(statement.body)
                continue
            case ast.With():
                statement.body = _gathered(statement.body) or [ast.Pass()]
            case _:
                pass
        end_row()
        done.append(statement)
    end_row()
    return done


def _statement(code: str, value: ast.expr) -> ast.stmt:
    statement = ast.parse(code).body[0]
    assert isinstance(statement, ast.AugAssign)
    statement.value = value
    return statement
