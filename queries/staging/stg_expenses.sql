-- What payments were for, by account and by cost centre, once for all that are alike.
select distinct coalesce(expense_type, '') as expense_type, coalesce(expense_area, '') as expense_area
from payments
