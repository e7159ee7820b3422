"""The Vega-Lite specification of a diagram."""

from typing import Any

from tracker.reports.chart_drawing import LINE, SIZE, Text
from tracker.reports.chart_layout import Layout
from tracker.reports.content import KeyFigureContent


def specification(figure: KeyFigureContent, width: int, font: str) -> dict[str, Any]:
    """The diagram of a figure that has one, as Vega-Lite; one line or more, values written at the points."""
    drawing = Layout(figure, width).draw()
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": drawing.width,
        "height": drawing.height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": "#FFFFFF",
        "config": {"font": font, "view": {"stroke": None}, "aria": False},
        "layer": [
            *(_rule_layer(rule) for rule in drawing.rules),
            *_line_layers(drawing.lines),
            *(_dot_layer(dot) for dot in drawing.dots),
            *(_text_layer(text) for text in drawing.texts),
        ],
    }


def _place(*names: str) -> dict[str, Any]:
    """Channels that are pixels already: no scale, no axis."""
    raw = {"type": "quantitative", "scale": None, "axis": None}
    return {name: {"field": name, **(raw if len(name) == 1 else {})} for name in names}


def _dash(dash: list[int]) -> dict[str, list[int]]:
    return {"strokeDash": dash} if dash else {}


def _rule_layer(rule: dict[str, Any]) -> dict[str, Any]:
    mark = {"type": "rule", "color": rule["colour"], "strokeWidth": rule["width"], **_dash(rule["dash"])}
    return {"data": {"values": [rule]}, "mark": mark, "encoding": _place("x", "x2", "y", "y2")}


def _line_layers(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    layers = []
    for run in dict.fromkeys(line["run"] for line in lines):
        part = [line for line in lines if line["run"] == run]
        look = {"color": part[0]["colour"], "strokeWidth": part[0].get("width", 2.5)}
        mark = {"type": "line", **look, **_dash(part[0]["dash"])}
        layers.append({"data": {"values": part}, "mark": mark, "encoding": _place("x", "y")})
    return layers


def _dot_layer(dot: dict[str, Any]) -> dict[str, Any]:
    mark = {
        "type": "point", "shape": dot["shape"], "size": 80, "opacity": 1,
        "stroke": dot["colour"], "strokeWidth": 2, "fill": dot["fill"],
    }  # fmt: skip
    return {"data": {"values": [dot]}, "mark": mark, "encoding": _place("x", "y")}


def _text_layer(text: Text) -> dict[str, Any]:
    mark = {
        "type": "text", "text": list(text.lines), "align": text.align, "baseline": "middle",
        "lineHeight": LINE, "fontSize": SIZE, "fontWeight": 700 if text.bold else 400, "color": text.colour,
    }  # fmt: skip
    return {"data": {"values": [{"x": text.x, "y": text.y}]}, "mark": mark, "encoding": _place("x", "y")}
