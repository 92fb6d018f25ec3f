-- What a dump has to bring back, one of each kind.
SET NAMES utf8mb4;
CREATE TABLE authors (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) CHARACTER SET utf8mb4, born DATE) ENGINE=InnoDB;
INSERT INTO authors (name, born) VALUES ('Zoë 🚀', '1970-01-01'), (NULL, NULL), ('tab	and\nline', '2000-02-29'), ('quote''s \\ back', NULL);
CREATE TABLE posts (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, author INT NOT NULL, title VARCHAR(200), body LONGTEXT, meta JSON, file LONGBLOB, score DOUBLE, weight FLOAT, flags BIT(10), at TIMESTAMP NULL, lower_title VARCHAR(200) AS (LOWER(title)) STORED, age INT AS (TIMESTAMPDIFF(YEAR, at, NOW())) VIRTUAL, secret INT INVISIBLE DEFAULT 7, place POINT, who UUID, ip INET6, d DECIMAL(20,6), kind ENUM('a','b'), tags SET('x','y'),
 FOREIGN KEY (author) REFERENCES authors (id), KEY (title)) ENGINE=InnoDB;
INSERT INTO posts (author, title, body, meta, file, score, weight, flags, at, place, who, ip, d, kind, tags) SELECT 1, CONCAT('Title ', seq), REPEAT('é', seq % 50), JSON_OBJECT('n', seq), UNHEX(MD5(seq)), seq/7, 1234.5, seq % 1024, FROM_UNIXTIME(1700000000 + seq), ST_GeomFromText(CONCAT('POINT(', seq, ' 1)')), UUID(), '::1', seq/3, 'b', 'x,y' FROM seq_1_to_3000;
INSERT INTO posts (author, title, file) VALUES (2, NULL, NULL), (2, '', '');
CREATE TABLE old_text (k VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, v TEXT CHARACTER SET latin1); INSERT INTO old_text VALUES ('größe', 'naïve €');
CREATE TABLE `odd | ``"name\\` (`a``b` INT, `select` VARCHAR(5)); INSERT INTO `odd | ``"name\\` VALUES (1, 'x');
CREATE TABLE parts (k INT) PARTITION BY RANGE (k) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE); INSERT INTO parts VALUES (1), (100);
CREATE TABLE empty_one (id INT);
CREATE TABLE measures (id INT PRIMARY KEY, exact FLOAT, rounded FLOAT);
INSERT INTO measures VALUES (1, 0.1, 16777217), (2, 1.5, 3), (3, NULL, 1.2345678);
CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 10; SELECT NEXTVAL(numbers);
CREATE VIEW titles AS SELECT title FROM posts; CREATE VIEW above AS SELECT * FROM titles;
CREATE TABLE log (what TEXT) ENGINE=Aria;
DELIMITER ;;
CREATE TRIGGER on_post AFTER INSERT ON posts FOR EACH ROW BEGIN INSERT INTO log VALUES (NEW.title); END;;
CREATE PROCEDURE clean() BEGIN DELETE FROM log; END;;
CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2;;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO CALL clean();;
DELIMITER ;
INSERT INTO log VALUES ('one');
