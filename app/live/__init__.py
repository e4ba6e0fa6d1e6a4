"""What runs by itself: the ticker (boards, only while watched) and the sweep (always, in every process)."""
