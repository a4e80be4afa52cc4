"""The staff's pages of reports, each module one thing they come to do. `staff_views` gathers them."""
