"""The staff's pages of cases, each module one thing they come to do. `staff_views` gathers them."""
