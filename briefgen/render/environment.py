"""Floor 4. Jinja with the same results, sooner: what a page of many small macros spends its time on is done once.

A page of the theme calls a hundred macros and prints two hundred values, and Jinja looks up, wraps and checks each of them
in Python. What is here keeps to Jinja's own seams (the classes of environment, template, context and macro), and the pages
stay the same byte for byte. A macro that is imported knows nothing but what it is given, the frame, and the site's
language, so its text for the same values is kept where it is asked for often.
"""

import functools
from collections.abc import Callable, MutableMapping
from datetime import date
from functools import partial
from json.encoder import encode_basestring_ascii
from types import CodeType, MethodType
from typing import Any, Final, Self

import jinja2
import markupsafe
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from briefgen.render.bytecode import CompiledLayouts
from briefgen.render.optimizing import compile_quick
from briefgen.values.model import Value

#: What a template's own expressions can raise: `{{ 1 // 0 }}`, `{{ page.title + 1 }}`, `{{ "x"[9] }}`, a macro without end.
LAYOUT_FAULTS: Final = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

#: Texts of one macro that are kept, so that no site can fill the memory with them: some megabytes in all.
_KEPT: Final = 5_000
#: After so many calls, a macro whose text was asked for again less than half the time is kept no more. Measured on 1,000 and
#: 10,000 articles (`make bench`): keeping whole cards as well costs 10 KB an article and saves nothing.
_TRIAL: Final = 500

#: Templates whose code is kept. The theme has 35; compiling them takes 0.1 s.
_COMPILED: Final = 500

#: Values by whose content a text is kept. Others (lists, mappings, marked text) could change, or be equal and not the same.
_PLAIN: Final = frozenset({str, int, bool, type(None), date})

#: Escapes text and does not mark it. The wheels of markupsafe have it in C, under the same name as in Python.
_escape_text: Final[Callable[[str], str]] = getattr(markupsafe, "_escape_inner")  # noqa: B009 - no part of its types

# Marks text as safe without asking whether it is: `Markup(...)` runs three calls for it.
_mark: Final[Callable[[str], Markup]] = partial(str.__new__, Markup)


@functools.cache
def _compiled(language: str, *, quick: bool) -> dict[tuple[str, str, str], CodeType]:
    """Return the code that was compiled for a language: what filters make of constants is in it."""
    return {}


class _QuickLoader(jinja2.BaseLoader):
    """Compiles a template once in a process: the preview asks for the same ones after every edit."""

    def __init__(
        self,
        load: Callable[[str], tuple[str, str, None] | None],
        language: str,
        known: CompiledLayouts | None,
        *,
        quick: bool,
    ) -> None:
        self._load = load
        self._compiled = _compiled(language, quick=quick)
        self._known = known or CompiledLayouts()

    def load(
        self, environment: jinja2.Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        found = self._load(name)
        if found is None:
            raise jinja2.TemplateNotFound(name)
        source, path, _ = found
        code = self._compiled.get((source, name, path))
        if code is None:
            code = self._known.find(source, name, path)
            if code is None:
                code = environment.compile(source, name, path)
                self._known.add(source, name, path, code)
            if len(self._compiled) >= _COMPILED:
                self._compiled.clear()
            self._compiled[source, name, path] = code
        return environment.template_class.from_code(environment, code, {} if globals is None else globals)


class QuickEnvironment(jinja2.Environment):
    """An environment whose templates never change, and whose globals are the same for all of them."""

    def __init__(
        self,
        load: Callable[[str], tuple[str, str, None] | None],
        language: str = "",
        known: CompiledLayouts | None = None,
        *,
        quick: bool = True,
    ) -> None:
        """Take what gives text and file of a template's name, the language that filters speak, and code that is known.

        Without `quick`, templates run the code that Jinja makes of them.
        """
        self._again = partial(QuickEnvironment, load, language, quick=False) if quick else None
        self._plain: QuickEnvironment | None = None
        #: Templates that the quick code is not for.
        self._odd: set[str] = set()
        super().__init__(
            loader=_QuickLoader(load, language, known, quick=quick),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._templates: dict[str, jinja2.Template] = {}
        to_json = self.filters["tojson"]

        @jinja2.pass_eval_context
        def quick_json(context: jinja2.nodes.EvalContext, value: object, indent: int | None = None) -> str:
            if type(value) is not str:
                return to_json(context, value, indent)  # type: ignore[no-any-return]  # Jinja types no filter
            text = encode_basestring_ascii(value)
            if "<" in text or ">" in text or "&" in text or "'" in text:
                return to_json(context, value, indent)  # type: ignore[no-any-return]  # as above
            return _mark(text)

        self.filters["tojson"] = quick_json

    def render(self, name: str, **values: object) -> str:
        """Return the page that a template makes; raises what Jinja does where it is wrong."""
        if self._again is None:
            return self.get_template(name).render(values)
        if name not in self._odd:
            try:
                return self.get_template(name).render(values)
            except LAYOUT_FAULTS:
                # If it is right, Jinja's own code raises it again.
                self._odd.add(name)
        if self._plain is None:
            self._plain = self._again()
            self._plain.globals, self._plain.filters = self.globals, self.filters
        return self._plain.render(name, **values)

    @property
    def odd(self) -> frozenset[str]:
        """The templates whose pages the quick code could not make."""
        return frozenset(self._odd)

    def _compile(self, source: str, filename: str) -> CodeType:
        return compile_quick(source, filename) if self._again else super()._compile(source, filename)

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """Return a template by name; every page asks for a dozen of them."""
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = super().get_template(name, parent, globals)
        return found


class _QuickTemplate(jinja2.Template):
    """A template whose code escapes, calls macros and is imported without detours."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Self:
        template = super().from_code(environment, code, globals, uptodate)
        # The code imports these two by name; what it prints it only joins, so text need not be marked again.
        names = template.root_render_func.__globals__
        names.update(escape=_escape, Macro=_QuickMacro)
        says: Any = environment.globals.get("t")
        names.update(escape_text=_escape_text, says=says, words=_Words(says, str), printed=_Words(says, _escape))
        names.update(modules=_Modules(environment))
        return template  # type: ignore[return-value]  # made by `cls`

    def _get_default_module(self, ctx: Context | None = None) -> jinja2.environment.TemplateModule:
        if self._module is None:
            module = super()._get_default_module(ctx)
            for macro in vars(module).values():
                if isinstance(macro, _QuickMacro):
                    macro.keep()
        assert self._module is not None
        return self._module


class _QuickContext(Context):
    """A context that calls macros and labels at once: they ask for no context."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = obj.__class__
        if kind is not _QuickMacro and kind is not MethodType:
            return super().call(obj, *args, **kwargs)
        if kwargs:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        if kind is MethodType:
            return obj(*args, **kwargs)
        return obj.call(args, kwargs)  # type: ignore[attr-defined]  # the class was asked for


class _QuickMacro(Macro):
    """A macro that keeps its texts, if it was imported: then nothing but its arguments can change them."""

    def __init__(self, environment: jinja2.Environment, func: Callable[..., str], name: str, *rest: Any) -> None:
        super().__init__(environment, func, name, *rest)
        self._kept: dict[object, str] = {}
        self._calls = self._hits = 0
        self._is_simple = not (self.catch_kwargs or self.catch_varargs or self.caller)
        #: Gives the text for arguments by position; it is only to be printed, so it need not be marked.
        self.show: Callable[..., str] = self.__call__
        if self._is_simple:
            # As Jinja calls it: an argument that is not given is this value.
            func.__defaults__ = (missing,) * len(self.arguments)
            self.show = func

    def keep(self) -> None:
        """Keep texts from now on."""
        if self._is_simple:
            self.show = self._keep

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call it with autoescape on, as it always is here."""
        if kwargs or not self._is_simple or len(args) > len(self.arguments):
            return self._fresh(args, kwargs)
        return _mark(self.show(*args))

    def _keep(self, *args: object) -> str:
        # One and true are equal, and printed in other ways, so the types belong to the key.
        types = tuple(map(type, args))
        if not _are_plain(types):
            return self._func(*args)
        key = types, args
        self._calls += 1
        try:
            found = self._kept.get(key)
        except TypeError:  # A view with a project's own mapping in it.
            return self._func(*args)
        if found is not None:
            self._hits += 1
            return found
        text: str = self._func(*args)
        if len(self._kept) < _KEPT:
            self._kept[key] = text
        if self._calls == _TRIAL and self._hits < _TRIAL / 2:
            self._kept.clear()
            self.show = self._func
        return text

    def _fresh(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        wanted = len(self.arguments)
        if not self._is_simple or len(args) > wanted:
            return self(*args, **kwargs)
        if len(args) < wanted:
            rest = self.arguments[len(args) :]
            if kwargs and not kwargs.keys() <= set(rest):
                return self(*args, **kwargs)
            args = (*args, *(kwargs.get(name, missing) for name in rest))
        elif kwargs:
            return self(*args, **kwargs)
        return _mark(self._func(*args))


QuickEnvironment.template_class = _QuickTemplate
QuickEnvironment.context_class = _QuickContext


@functools.lru_cache(maxsize=1024)
def _are_plain(types: tuple[type, ...]) -> bool:
    """Can a text be kept by arguments of these types?"""
    return all(kind in _PLAIN or issubclass(kind, Value) for kind in types)


class _Modules(dict[str, object]):
    """What templates export that others import, by name. Every page imports a dozen."""

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__()
        self._environment = environment

    def __missing__(self, name: str) -> object:
        module = self[name] = self._environment.get_template(name)._get_default_module()
        return module


class _Words(dict[str, str]):
    """What a site's labels say, by their keys: looked up once."""

    def __init__(self, says: Callable[[str], str] | None, write: Callable[[str], str]) -> None:
        super().__init__()
        self._says = says
        self._write = write

    def __missing__(self, key: str) -> str:
        assert self._says is not None
        word = self[key] = self._write(self._says(key))
        return word


def _escape(value: object) -> str:
    """Escape as markupsafe does; the result is printed and nothing else, so it is not marked."""
    if value.__class__ is str:
        return _escape_text(value)
    if value.__class__ is Markup:
        return value
    return escape(value)
