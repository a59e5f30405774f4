"""Floor 4. Jinja's environment for layouts: stock templates, a bytecode cache, and a memo of macros.

Every page is rendered by the code that Jinja compiles. What is added hangs on Jinja's public seams: a `BytecodeCache`, the
classes of templates and contexts. An imported macro knows nothing but its arguments, the frame of the site and the site's
language, so its text for equal arguments is the same on every page, and is kept: that saves a third of the time of
rendering (1.6 s instead of 2.4 for the 3,578 pages of 2,000 generated articles).

A file of macros can extend another one, as a layout does. In stock Jinja the macros of the extended file would win; here
those of the extending file do, also where macros of the extended file call them.
"""

import contextlib
import functools
import marshal
from collections.abc import Callable, Collection, Mapping, MutableMapping
from datetime import date
from itertools import islice
from types import MethodType
from typing import Any, Final

import jinja2
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

from briefgen.values.hooks import HOOK_FAULTS, LayoutFilter
from briefgen.values.model import FilledBody, Value

_PYTHON_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
#: The filters of layouts that are ours, and those that are Jinja's.
OWN_FILTERS: Final = frozenset(
    ("clock country date html inlined instant iso language linked_data number territory when whole").split()
)
STOCK_FILTERS: Final = frozenset(FILTERS)

#: What a template's own expressions can raise: `{{ 1 // 0 }}`, `{{ page.title + 1 }}`, `{{ "x"[9] }}`, a macro without end.
LAYOUT_FAULTS: Final = (jinja2.TemplateError, *_PYTHON_FAULTS)

#: Texts of one macro that are kept before the older half of them is forgotten. Pages of one date are rendered one after
#: another, and show the same articles, so some hundreds will do: a list of twenty reaches back over two hundred articles.
_KEPT: Final = 300
#: Texts of one macro that are made before the share of those that were used again says whether to keep any.
_TRIED: Final = 2_000

#: Types by whose content a text is kept, beside our values. Lists and mappings could change; marked text is equal to text.
_PLAIN: Final = frozenset({str, int, bool, type(None), date})


class MissingFieldError(jinja2.UndefinedError):
    """A layout uses a field that `owner` does not have; None if it is not the field of a value."""

    def __init__(self, owner: object, message: str | None = None) -> None:
        super().__init__(message)
        self.owner = owner


class _Undefined(jinja2.StrictUndefined):
    """What does not exist; using it raises an error that has the value which lacks it."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        owner = None if obj is missing else obj
        raises: Any = exc or functools.partial(
            MissingFieldError, owner
        )  # Jinja calls it with a message, as it does a class.
        super().__init__(hint, obj, name, raises)


class HookFilterError(jinja2.TemplateRuntimeError):
    """A project's own filter failed; the cause is what it raised."""


class LayoutEnvironment(jinja2.Environment):
    """An environment whose templates never change, and whose globals are the same for all of them."""

    def __init__(
        self,
        load: Callable[[str], tuple[str, str, None] | None],
        compiled: MutableMapping[str, bytes] | None = None,
        hooks: Collection[LayoutFilter] = (),
    ) -> None:
        """Take what gives text and file of a template by name, and the bytecode cache, to which new templates are added.

        `hooks` are a project's own filters.
        """
        super().__init__(
            loader=jinja2.FunctionLoader(load),
            bytecode_cache=_BytecodeCache({} if compiled is None else compiled, " ".join(one.name for one in hooks)),
            undefined=_Undefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        #: The texts that imported macros gave, by their arguments.
        self.memos: dict[Callable[..., Any], _Memo] = {}
        self._loaded: dict[object, jinja2.Template] = {}
        self.add_filters({one.name: functools.partial(_call_hook, one) for one in hooks})

    def get_template(
        self, name: str | jinja2.Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        """Return a template by name, from a mapping of our own: every page asks for a dozen, which saves 1 % of a build."""
        found = self._loaded.get(name) if globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if globals is None:
                self._loaded[name] = found
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of the environment; Jinja lays a `ChainMap` over them, and looks through it at each import."""
        return super().make_globals(d) if d else self.globals

    def add_filters(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        """Add filters that are called when a page is rendered, and never when a template is compiled.

        Jinja calls other filters on constants while it compiles. The compiled code would then speak one site's language.
        """
        for name, function in filters.items():
            self.filters[name] = jinja2.pass_context(functools.partial(_without_context, function))


def _call_hook(hook: LayoutFilter, /, *args: object, **kwargs: object) -> object:
    try:
        return hook.function(*args, **kwargs)
    except HOOK_FAULTS as error:
        raise HookFilterError(hook.name) from error


def _without_context(function: Callable[..., Any], _context: Context, *args: object, **kwargs: object) -> object:
    return function(*args, **kwargs)


class _BytecodeCache(jinja2.BytecodeCache):
    """Compiled templates in a mapping. A key holds the name, the file and the whole text of a template, and own filters.

    A template that names a filter which does not exist cannot be compiled.
    """

    def __init__(self, compiled: MutableMapping[str, bytes], filters: str) -> None:
        self._compiled = compiled
        self._filters = f"-{filters}" if filters else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(KeyError):
            code = self._compiled[self._key(bucket)]
            bucket.code = marshal.loads(code)  # noqa: S302 - no project can write it: decision 0006

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[self._key(bucket)] = marshal.dumps(bucket.code)

    def _key(self, bucket: Bucket) -> str:
        return f"{bucket.key}-{bucket.checksum}{self._filters}"


class _Memo(dict[object, object]):
    """The texts that one macro gave, by its arguments, the oldest first."""

    #: How often the memo had the text, and how often it was given one.
    hits = tried = 0

    def add(self, key: object, text: object) -> bool:
        """Keep a text, and return whether the memo is of use: a macro that is seldom called twice alike fills the memory."""
        if len(self) == _KEPT:
            for oldest in list(islice(self, _KEPT // 2)):
                del self[oldest]
        self[key] = text
        self.tried += 1
        return self.tried % _TRIED != 0 or self.hits >= self.tried / 4


class _Template(jinja2.Template):
    """A template whose macros get memos when it is imported."""

    environment: LayoutEnvironment

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        context = self.new_context(vars, shared, locals)
        module = TemplateModule(self, context)
        # Imported with a context, a macro could also print values of the page.
        if not vars and not locals:
            for macro in context.vars.values():
                if isinstance(macro, Macro):
                    self.environment.memos.setdefault(macro, _Memo())
        return module


class _Names(dict[str, Any]):
    """The names that a template and the templates that it extends set, in this order: the first macro of a name stays.

    A later definition in the same template replaces the first one, as in stock Jinja, and names that begin with an
    underscore are each template's own. `replaced` has the macros that were not taken, each with the one that stays.
    """

    def __init__(self, exported: set[str]) -> None:
        """Take the set of exported names of the context: Jinja adds a name to it before it sets a macro."""
        super().__init__()
        self._exported = exported
        self.macros: dict[str, Macro] = {}
        self.replaced: dict[Callable[..., Any], Macro] = {}

    def __setitem__(self, name: str, value: Any) -> None:
        if value.__class__ is Macro and name in self._exported:
            first = self.macros.setdefault(name, value)
            if _file_of(first) != _file_of(value):
                self.replaced[value] = first
                return
            self.macros[name] = value
        super().__setitem__(name, value)

    def update(self, names: Mapping[str, Any]) -> None:  # type: ignore[override] # Jinja passes a mapping and nothing else
        # Every page imports a dozen macros, and few pages or files of macros have replaced one.
        if self._exported.isdisjoint(names):
            super().update(names)
            return
        for name, value in names.items():
            self[name] = value


def _file_of(macro: Macro) -> str:
    """Return the file of the template in which a macro is defined: Jinja compiles a macro to a function of that file."""
    return macro._func.__code__.co_filename


class _Context(Context):
    """A context that takes the macro of an extending template first, and asks the memo of a macro first."""

    environment: LayoutEnvironment
    vars: _Names

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vars = _Names(self.exported_vars)

    def get_exported(self) -> dict[str, Any]:
        # An extended template that imports a macro of the same name takes the name from the exported ones.
        return {**super().get_exported(), **self.vars.macros}

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = obj.__class__
        if kind is not MethodType and kind is not Macro:
            return super().call(obj, *args, **kwargs)
        # For a method (the labels of a page) and for a macro, Jinja would ask three times whether it wants a context.
        if kwargs:
            # Variables of loops and blocks are for functions that ask for a context.
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        if kind is MethodType:
            return obj(*args, **kwargs)
        if self.vars.replaced:
            obj = self.vars.replaced.get(obj, obj)
        memo = self.environment.memos.get(obj)
        # What is kept was escaped.
        if memo is None or not self.eval_ctx.autoescape:
            return obj(self.eval_ctx, *args, **kwargs)
        values = (*args, *kwargs.values())
        # One and true are equal, and printed in other ways, so the types belong to the key.
        types: tuple[object, ...] = tuple(map(type, values))
        if tuple in types:
            types = tuple([tuple(map(type, value)) if type(value) is tuple else type(value) for value in values])
        if not _are_plain(types):
            return obj(self.eval_ctx, *args, **kwargs)
        key = types, values, (*kwargs,)
        try:
            text = memo.get(key)
        except TypeError:  # A view with a project's own mapping in it.
            return obj(self.eval_ctx, *args, **kwargs)
        if text is not None:
            memo.hits += 1
            return text
        text = obj(self.eval_ctx, *args, **kwargs)
        if not memo.add(key, text):
            self.environment.memos.pop(obj, None)
        return text


LayoutEnvironment.template_class = _Template
LayoutEnvironment.context_class = _Context


@functools.lru_cache(maxsize=1024)
def _are_plain(types: tuple[Any, ...]) -> bool:
    """Can a text be kept by arguments of these types? The types in a tuple are a tuple."""
    for kind in types:
        if kind.__class__ is tuple:
            is_plain = _are_plain(kind)
        else:
            # A body stands on one page, so keeping its text would only fill the memory.
            is_plain = kind in _PLAIN or (issubclass(kind, Value) and kind is not FilledBody)
        if not is_plain:
            return False
    return True
