INSERT INTO delivery_hold VALUES ('T1', 'post', 4102444800000);
