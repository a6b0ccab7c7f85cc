"""Simulator of Ampeco: the operations of its Public API that this product uses, over real HTTP.

Start it with `python -m local.ampeco_simulator --port N`. It follows Ampeco's OpenAPI document; where the document is
silent it assumes the worse case: pending requests are decided in any order, `externalId` is not unique, one driver may
book two ports at once.
"""
