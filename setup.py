"""Compile the nodes, and the check of JSON, where that is possible; elsewhere they are interpreted.

Each `.pxd` in `src` stands for a module that Cython compiles. `JOBSTATUS_PURE=1`
builds the interpreted package, and `JOBSTATUS_PURE=0` fails where the compiled one can't be built.
"""

import os
import sys
import sysconfig
import textwrap
from multiprocessing import get_start_method
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.editable_wheel import editable_wheel
from setuptools.errors import PlatformError

SOURCE = Path("src")
DIRECTIVES = {
    "language_level": 3,
    "annotation_typing": False,  # `x: float` would turn an integer into a double
    "nonecheck": True,  # an attribute of None is an error, as in Python, and no crash
    "binding": True,  # hooks are bound methods, with their `__self__` and `__name__`
    "embedsignature": False,  # `binding` lets `inspect` find the signature
}


def declared_extensions() -> list[Extension]:
    """Return an extension for each module that has a `.pxd`."""
    declared = sorted(SOURCE.glob("jobstatus/**/*.pxd"))
    return [extension_of(path) for path in declared if path.stem != "__init__"]


def extension_of(pxd: Path) -> Extension:
    """Return the extension that a `.pxd` declares, made from the `.pyx` or else the `.py`."""
    pyx = pxd.with_suffix(".pyx")
    source = pyx if pyx.exists() else pxd.with_suffix(".py")
    name = ".".join(pxd.relative_to(SOURCE).with_suffix("").parts)
    return Extension(name, [source.as_posix()])


class BuildNodes(build_ext):
    """Compiles all declared modules or none, and says which it was."""

    def run(self) -> None:
        """Compile the modules; if one fails, remove them all."""
        self.remove_compiled()
        required = os.environ.get("JOBSTATUS_PURE") == "0"
        reason = self.reason_to_interpret()
        if reason is None:
            try:
                self.compile()
            except Exception as error:
                if required:
                    raise
                reason = explain(error)
        elif required:
            raise PlatformError(f"JOBSTATUS_PURE is 0, but nothing is compiled, {reason}")
        if reason is None:
            print(f"jobstatus: compiled, {len(self.extensions)} modules")
            return
        self.remove_compiled()
        self.extensions = self.distribution.ext_modules = []
        wheel = self.distribution.get_command_obj("bdist_wheel", create=False)
        if wheel is not None:  # it took its tag from the extensions, before they were dropped
            wheel.root_is_pure = True
        print(f"jobstatus: interpreted, {reason}")

    def reason_to_interpret(self) -> str | None:
        """Return why the modules are not to be compiled, or None if they are."""
        if os.environ.get("JOBSTATUS_PURE") == "1":
            return "for JOBSTATUS_PURE is 1"
        if sys.implementation.name != "cpython":
            return f"for this is {sys.implementation.name}, not CPython"
        if self.inplace:
            return "for a compiled module in the source tree would hide the edited one"
        return None

    def compile(self) -> None:
        """Translate the modules into C in the build directory, and compile that."""
        # Where build isolation is off, Cython may be missing.
        from Cython.Build import cythonize  # noqa: PLC0415

        translated = cythonize(
            self.extensions,
            build_dir=self.build_temp,
            include_path=[str(SOURCE)],
            compiler_directives=DIRECTIVES,
            # A process that is not forked would run this file again.
            nthreads=(os.cpu_count() or 1) if get_start_method() == "fork" else 0,
        )
        sources = {extension.name: extension.sources for extension in translated}
        for extension in self.extensions:  # ours, for setuptools has made notes on them
            extension.sources = sources[extension.name]
        self.parallel = self.parallel or True
        super().run()

    def remove_compiled(self) -> None:
        """Remove the compiled modules that this build or an earlier one left behind."""
        suffix = sysconfig.get_config_var("EXT_SUFFIX")
        for path in Path(self.build_lib).glob(f"jobstatus/**/*{suffix}"):
            path.unlink()


def explain(error: Exception) -> str:
    """Return in one line why compiling failed."""
    headers = Path(sysconfig.get_path("include"))
    if not (headers / "Python.h").exists():
        return f"for there is no Python.h in {headers}"
    return f"for compiling failed: {textwrap.shorten(str(error), 150)}"


class EditableNodes(editable_wheel):
    """Makes an editable installation, which is always interpreted."""

    def run(self) -> None:
        """Forget the extensions: a compiled module would hide later edits of its source."""
        self.distribution.ext_modules = []
        super().run()


setup(
    ext_modules=declared_extensions(),
    cmdclass={"build_ext": BuildNodes, "editable_wheel": EditableNodes},
)
