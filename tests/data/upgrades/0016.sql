UPDATE evidence SET bytes = 40 WHERE id = 2;
