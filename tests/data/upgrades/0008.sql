UPDATE engineer SET date_language = 'pl' WHERE engineer = 'UANA';
