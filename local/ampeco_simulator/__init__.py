"""Ampeco, simulated: the operations of its Public API that this product uses, over real HTTP.

Start it with `python -m local.ampeco_simulator --port N`. It behaves as Ampeco's document says, convenient or not, and
where the document is silent it takes the worse reading: pending requests are decided in any order, `externalId` is not
unique, one driver may hold two ports at once.
"""
