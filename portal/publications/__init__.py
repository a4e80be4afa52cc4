"""Documents that anybody may have in any form, and asking for one."""
