"""Visits and meetings: when they can be, and agreeing on one."""
