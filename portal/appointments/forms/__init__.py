"""Forms of customers: booking, giving times, moving, cancelling, choosing. They check shape only."""
