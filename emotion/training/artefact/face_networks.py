"""Writes the bundle's three LiteRT networks as ONNX, for browsers: the same weights, the same operations.

One runtime in a browser then reads faces, landmarks and clips alike. Weights stay in half precision, as they
are in the bundle, and are widened when a network is opened. Pictures go in as they lie in a canvas,
(1, H, W, 3); inside, channels come first, as ONNX has it.

`python -m emotion.training.artefact.face_networks` writes them beside the bundle, and prints their hashes.
"""

import hashlib
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from emotion.runtime.face import BUNDLE

# The bundle's file, ours, and whether its tensors are pictures.
NETWORKS: Final = (
    ("face_detector", "face_detector.onnx", True),
    ("face_landmarks_detector", "face_landmarks.onnx", True),
    ("face_blendshapes", "face_blendshapes.onnx", False),
)
OPSET: Final = 17
_CHANNELS_FIRST: Final = (0, 3, 1, 2)
_CHANNELS_LAST: Final = (0, 2, 3, 1)
_SAME: Final = 0
_PLAIN: Final = {
    "ADD": "Add", "SUB": "Sub", "MUL": "Mul", "DIV": "Div", "NEG": "Neg", "SQRT": "Sqrt", "RELU": "Relu",
    "LOGISTIC": "Sigmoid",
}  # fmt: skip


class _Converter:
    """One network on its way: LiteRT's graph in, nodes and weights of ONNX out."""

    def __init__(self, content: bytes, *, pictures: bool) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self._model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
        self._graph = self._model.subgraphs[0]
        self._names = {code: name for name, code in vars(schema.BuiltinOperator).items()}
        self._types = {schema.TensorType.FLOAT32: np.float32, schema.TensorType.FLOAT16: np.float16,
                       schema.TensorType.INT32: np.int32}  # fmt: skip
        self._pictures = pictures
        self._nodes: list[Any] = []
        self._weights: dict[str, Any] = {}
        # Tensors that are weights, by LiteRT's index: the values, as they are computed with.
        self._constants: dict[int, NDArray[Any]] = dict(self._find_constants())

    def convert(self, inputs: list[str], outputs: list[str]) -> bytes:
        """Return the network, its inputs and outputs under these names."""
        graph = self._graph
        for name, index in zip(inputs, graph.inputs, strict=True):
            turn = {"perm": _CHANNELS_FIRST} if self._pictures else {}
            self._emit("Transpose" if turn else "Identity", [name], into=f"t{index}", **turn)
        for operator in graph.operators:
            self._add(operator)
        given = [
            self._describe(name, self._shape(index)) for name, index in zip(inputs, graph.inputs, strict=True)
        ]
        asked = []
        # What nobody reads, such as the tongue's score, comes last.
        for name, index in zip(outputs, graph.outputs, strict=False):
            self._emit("Identity", [f"t{index}"], into=name)
            sides = self._shape(index)
            if self._pictures and len(sides) == len(_CHANNELS_FIRST):
                sides = [sides[axis] for axis in _CHANNELS_FIRST]
            asked.append(self._describe(name, sides))
        whole = helper.make_graph(self._nodes, "face", given, asked, list(self._weights.values()))
        model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())

    @staticmethod
    def _describe(name: str, sides: list[int]) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, sides)

    def _find_constants(self) -> Iterator[tuple[int, NDArray[Any]]]:
        for index, tensor in enumerate(self._graph.tensors):
            data = self._model.buffers[tensor.buffer].data
            if data is not None and len(data):
                values = np.frombuffer(bytes(data), dtype=self._types[tensor.type])
                yield index, values.reshape([] if tensor.shape is None else tensor.shape)

    def _shape(self, index: int) -> list[int]:
        return [int(side) for side in self._graph.tensors[index].shape]

    def _add(self, operator: Any) -> None:
        code = self._model.operatorCodes[operator.opcodeIndex]
        name = self._names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        (result,) = operator.outputs
        if name == "DEQUANTIZE":
            # A weight in half precision, which whoever reads it widens.
            self._constants[result] = self._constants[operator.inputs[0]]
            return
        special: dict[str, Callable[[Any, int], str]] = {
            "CONV_2D": self._convolve, "DEPTHWISE_CONV_2D": self._convolve_by_channel, "PRELU": self._prelu,
            "MAX_POOL_2D": self._pool, "PAD": self._pad, "RESHAPE": self._reshape,
            "CONCATENATION": self._join, "MEAN": self._reduce("ReduceMean"), "SUM": self._reduce("ReduceSum"),
            "TRANSPOSE": self._transpose, "SQUARED_DIFFERENCE": self._square_difference,
            "RSQRT": self._inverse_root, "STRIDED_SLICE": self._slice,
        }  # fmt: skip
        if name in special:
            made = special[name](operator, result)
        else:
            made = self._emit(_PLAIN[name], [self._read(index) for index in operator.inputs])
        if getattr(operator.builtinOptions, "fusedActivationFunction", 0) == 1:
            made = self._emit("Relu", [made])
        self._emit("Identity", [made], into=f"t{result}")

    def _emit(self, kind: str, inputs: list[str], *, into: str = "", **attributes: Any) -> str:
        into = into or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [into], name=into, **attributes))
        return into

    def _read(self, index: int) -> str:
        """Return the name under which a tensor is read; a weight is stored once, as it is."""
        return self._store(f"w{index}", self._constants[index]) if index in self._constants else f"t{index}"

    def _store(self, name: str, values: NDArray[Any]) -> str:
        if name not in self._weights:
            self._weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
            if values.dtype == np.float16:
                self._nodes.insert(0, helper.make_node("Cast", [name], [f"{name}f"], to=TensorProto.FLOAT))
        return f"{name}f" if values.dtype == np.float16 else name

    def _convolve(self, operator: Any, result: int) -> str:
        given, kernel, bias = operator.inputs
        weights = self._constants[kernel]  # (out, height, width, in)
        if not self._pictures:
            return self._multiply(given, kernel, bias)
        name = self._store(f"w{kernel}", weights.transpose(0, 3, 1, 2))
        return self._emit_convolution(operator, given, name, bias, size=weights.shape[1:3], groups=1)

    def _multiply(self, given: int, kernel: int, bias: int) -> str:
        """Return a convolution of one pixel: what tensors that are no pictures have instead of a product."""
        weights = self._constants[kernel]
        if weights.shape[1:3] != (1, 1):
            raise ValueError(f"a kernel of {weights.shape} where there is no picture")
        name = self._store(f"w{kernel}", weights[:, 0, 0, :].T)
        return self._emit("Add", [self._emit("MatMul", [self._read(given), name]), self._read(bias)])

    def _convolve_by_channel(self, operator: Any, result: int) -> str:
        """Return a convolution of each channel by itself, as a sum of shifted pictures.

        ONNX Runtime's for WebAssembly takes channel by channel, and so takes three times as long.
        """
        given, kernel, bias = operator.inputs
        weights = self._constants[kernel][0]  # (height, width, channels)
        options = operator.builtinOptions
        strides = [options.strideH, options.strideW]
        pads = self._pads(given, result, weights.shape[:2], strides, options.padding)
        borders = np.array([0, 0, *pads[:2], 0, 0, *pads[2:]], dtype=np.int64)
        padded = self._emit("Pad", [self._read(given), self._store(f"p{result}", borders)])
        total = ""
        for row, column in np.ndindex(weights.shape[:2]):
            part = self._shifted(padded, row, column, result, strides)
            weight = self._store(f"w{kernel}r{row}c{column}", weights[row, column].reshape(-1, 1, 1))
            part = self._emit("Mul", [part, weight])
            total = self._emit("Add", [total, part]) if total else part
        whole = self._store(f"w{bias}", self._constants[bias].reshape(-1, 1, 1))
        return self._emit("Add", [total, whole])

    def _shifted(self, padded: str, row: int, column: int, result: int, strides: list[int]) -> str:
        """Return the pixels of a padded picture that one place of the kernel falls on."""
        height, width = self._shape(result)[1:3]
        bounds = {
            "b": [row, column],
            "e": [row + (height - 1) * strides[0] + 1, column + (width - 1) * strides[1] + 1],
            "a": [2, 3],
            "p": strides,
        }
        names = [
            self._store(f"{key}{'_'.join(map(str, values))}", np.array(values, dtype=np.int64))
            for key, values in bounds.items()
        ]
        return self._emit("Slice", [padded, *names])

    def _emit_convolution(
        self, operator: Any, given: int, kernel: str, bias: int, *, size: Any, groups: int
    ) -> str:
        options = operator.builtinOptions
        strides = [options.strideH, options.strideW]
        pads = self._pads(given, operator.outputs[0], size, strides, options.padding)
        return self._emit(
            "Conv", [self._read(given), kernel, self._read(bias)], strides=strides, pads=pads, group=groups,
            kernel_shape=[int(side) for side in size],
        )  # fmt: skip

    def _pads(self, given: int, made: int, size: Any, strides: list[int], padding: int) -> list[int]:
        """Return the borders that LiteRT gives a picture: the odd one below and on the right."""
        if padding != _SAME:
            return [0, 0, 0, 0]
        before, after = self._shape(given)[1:3], self._shape(made)[1:3]
        spare = [
            max((after[axis] - 1) * strides[axis] + int(size[axis]) - before[axis], 0) for axis in (0, 1)
        ]
        return [spare[0] // 2, spare[1] // 2, spare[0] - spare[0] // 2, spare[1] - spare[1] // 2]

    def _prelu(self, operator: Any, result: int) -> str:
        given, slope = operator.inputs
        name = self._store(f"w{slope}", self._constants[slope].reshape(-1, 1, 1))
        return self._emit("PRelu", [self._read(given), name])

    def _pool(self, operator: Any, result: int) -> str:
        options = operator.builtinOptions
        size, strides = [options.filterHeight, options.filterWidth], [options.strideH, options.strideW]
        pads = self._pads(operator.inputs[0], result, size, strides, options.padding)
        given = self._read(operator.inputs[0])
        return self._emit("MaxPool", [given], kernel_shape=size, strides=strides, pads=pads)

    def _pad(self, operator: Any, result: int) -> str:
        given, pads = operator.inputs
        order = _CHANNELS_FIRST if self._pictures else range(len(self._constants[pads]))
        borders = self._constants[pads][list(order)].T.ravel().astype(np.int64)
        return self._emit("Pad", [self._read(given), self._store(f"w{pads}", borders)])

    def _reshape(self, operator: Any, result: int) -> str:
        given = self._read(operator.inputs[0])
        if self._pictures and len(self._shape(operator.inputs[0])) == len(_CHANNELS_LAST):
            given = self._emit("Transpose", [given], perm=_CHANNELS_LAST)
        sides = np.array(self._shape(result), dtype=np.int64)
        return self._emit("Reshape", [given, self._store(f"s{result}", sides)])

    def _join(self, operator: Any, result: int) -> str:
        parts = [self._read(index) for index in operator.inputs]
        return self._emit("Concat", parts, axis=operator.builtinOptions.axis)

    def _reduce(self, kind: str) -> Callable[[Any, int], str]:
        def reduce(operator: Any, result: int) -> str:
            given, axes = operator.inputs
            along = [int(axis) for axis in np.atleast_1d(self._constants[axes])]
            if kind == "ReduceSum":
                name = self._store(f"w{axes}", np.array(along, dtype=np.int64))
                return self._emit(kind, [self._read(given), name], keepdims=1)
            return self._emit(kind, [self._read(given)], axes=along, keepdims=1)

        return reduce

    def _transpose(self, operator: Any, result: int) -> str:
        given, order = operator.inputs
        return self._emit(
            "Transpose", [self._read(given)], perm=[int(axis) for axis in self._constants[order]]
        )

    def _square_difference(self, operator: Any, result: int) -> str:
        less = self._emit("Sub", [self._read(index) for index in operator.inputs])
        return self._emit("Mul", [less, less])

    def _inverse_root(self, operator: Any, result: int) -> str:
        return self._emit("Reciprocal", [self._emit("Sqrt", [self._read(operator.inputs[0])])])

    def _slice(self, operator: Any, result: int) -> str:
        options = operator.builtinOptions
        given, begin, end, steps = operator.inputs
        if options.ellipsisMask or options.newAxisMask:
            raise ValueError("a slice that adds axes")
        ranks = range(len(self._shape(given)))
        begins = [0 if options.beginMask >> axis & 1 else int(self._constants[begin][axis]) for axis in ranks]
        ends = [
            np.iinfo(np.int32).max if options.endMask >> axis & 1 else int(self._constants[end][axis])
            for axis in ranks
        ]
        bounds = {"b": begins, "e": ends, "a": list(ranks), "p": self._constants[steps]}
        names = [
            self._store(f"{key}{result}", np.asarray(values, dtype=np.int64))
            for key, values in bounds.items()
        ]
        part = self._emit("Slice", [self._read(given), *names])
        if not options.shrinkAxisMask:
            return part
        sides = np.array(self._shape(result), dtype=np.int64)
        return self._emit("Reshape", [part, self._store(f"s{result}", sides)])


INPUTS: Final = {
    "face_detector": ["picture"],
    "face_landmarks_detector": ["picture"],
    "face_blendshapes": ["points"],
}
OUTPUTS: Final = {
    "face_detector": ["regressions", "logits"],
    "face_landmarks_detector": ["points", "presence"],
    "face_blendshapes": ["blendshapes"],
}


def convert_bundle(bundle: Path = BUNDLE) -> dict[str, bytes]:
    """Return the bundle's networks by the names of their files."""
    with zipfile.ZipFile(bundle) as files:
        return {
            ours: _Converter(files.read(f"{theirs}.tflite"), pictures=pictures).convert(
                INPUTS[theirs], OUTPUTS[theirs]
            )
            for theirs, ours, pictures in NETWORKS
        }


def main() -> None:
    """Write the networks beside the bundle, and print their hashes."""
    for name, content in convert_bundle().items():
        (BUNDLE.parent / name).write_bytes(content)
        sys.stdout.write(f"{name} {hashlib.sha256(content).hexdigest()}\n")


if __name__ == "__main__":
    main()
