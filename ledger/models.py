"""Every table of the ledger, under one roof: import rows from here.

The tables stand in one file a subject; importing this module makes their metadata complete.
"""

from ledger.models_bills import BillOfMaterials
from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.models_inbox import Delivery, DeliveryState, Hint
from ledger.models_orders import Order, OrderEvent, Stage
from ledger.models_pace import CostBucket, Cursor, Hold
from ledger.models_parcels import Parcel, ParcelState, Shipment, ShipmentState
from ledger.models_reversals import (
    LineBalance,
    Reversal,
    ReversalKind,
    ReversalStage,
    ReversalState,
)
from ledger.models_stock import Count, UnexplainedUnits
from ledger.models_work import ExceptionRow, ExceptionState, OutboxMessage, OutboxState

__all__ = [
    "BillOfMaterials",
    "CostBucket",
    "Count",
    "Cursor",
    "Delivery",
    "DeliveryState",
    "Effect",
    "EffectKind",
    "EffectState",
    "ExceptionRow",
    "ExceptionState",
    "Hint",
    "Hold",
    "LineBalance",
    "Order",
    "OrderEvent",
    "OutboxMessage",
    "OutboxState",
    "Parcel",
    "ParcelState",
    "Reversal",
    "ReversalKind",
    "ReversalStage",
    "ReversalState",
    "Shipment",
    "ShipmentState",
    "Stage",
    "UnexplainedUnits",
]
