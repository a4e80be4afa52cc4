"""Counting time as the landlord's policy and the law do: pure, told everything, asks nothing."""
