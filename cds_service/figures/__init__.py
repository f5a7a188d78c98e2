"""Drawings of the movements of the library: one figure, posed by joint angles, drawn as SVG."""

from cds_service.figures.figure import svg

__all__ = ["svg"]
