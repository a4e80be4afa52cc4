"""The staff's pages of complaints, each module one thing they come to do. `staff_views` gathers them."""
