"""The three-valued engine (三值引擎): conditions over facts that are partly unknown. Front door: `Settled`."""

from triage.engine.settle import Settled
from triage.engine.tree import Leaf, Params, Tree, lay_out, leaves
from triage.engine.truth import Truth

__all__ = ["Leaf", "Params", "Settled", "Tree", "Truth", "lay_out", "leaves"]
