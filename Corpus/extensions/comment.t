# -m comment: up to 255 bytes; the quoting of saved text.
*filter
:INPUT,FORWARD,OUTPUT
-m comment --comment word;=;OK
-m comment --comment "word";-m comment --comment word;OK
-m comment --comment=word;-m comment --comment word;OK
-m comment --comment a_b-c;=;OK
-m comment --comment 0;=;OK
-m comment --comment -dash;=;OK
-m comment --comment "-dash";-m comment --comment -dash;OK
-m comment --comment "two words";=;OK
-m comment --comment "ns1/svc1:p80";=;OK
-m comment --comment ns1/svc1:p80;-m comment --comment "ns1/svc1:p80";OK
-m comment --comment a.b;-m comment --comment "a.b";OK
-m comment --comment a:b;-m comment --comment "a:b";OK
-m comment --comment a/b;-m comment --comment "a/b";OK
-m comment --comment "cali:_abc-DEF0123456";=;OK
-m comment --comment "default/kubernetes:https cluster IP";=;OK
-m comment --comment "ns1/svc1:p80 -> 10.180.0.1:80";=;OK
-m comment --comment "kubernetes service nodeports, NOTE: this must be the last rule in this chain";=;OK
-m comment --comment "!fw3";=;OK
-m comment --comment !;-m comment --comment "!";OK
-m comment --comment "100%";=;OK
-m comment --comment "a,b";=;OK
-m comment --comment "a#b";=;OK
-m comment --comment #word;-m comment --comment "#word";OK
-m comment --comment "$HOME";=;OK
-m comment --comment "*filter";=;OK
-m comment --comment "-A INPUT -j DROP";=;OK
-m comment --comment "(parens) [brackets] {braces} <angles>";=;OK
-m comment --comment "a=b&c|d";=;OK
-m comment --comment "`tick`";=;OK
-m comment --comment "~";=;OK
# blanks
-m comment --comment "";=;OK
-m comment --comment " ";=;OK
-m comment --comment "  two  blanks  ";=;OK
-m comment --comment	tab;-m comment --comment tab;OK
-m comment --comment "a	tab";=;OK
-m   comment   --comment   "spread out";-m comment --comment "spread out";OK
# quotes and backslashes
-m comment --comment "a\"b";=;OK
-m comment --comment "\"";=;OK
-m comment --comment "it's";-m comment --comment "it\'s";OK
-m comment --comment it's;-m comment --comment "it\'s";OK
-m comment --comment 'single';-m comment --comment "\'single\'";OK
-m comment --comment 'two words';;FAIL
-m comment --comment "a\\b";=;OK
-m comment --comment "a\b";-m comment --comment ab;OK
-m comment --comment a\b;-m comment --comment "a\\b";OK
-m comment --comment "a\'b";=;OK
-m comment --comment "\\";=;OK
-m comment --comment "end\\";=;OK
-m comment --comment \;-m comment --comment "\\";OK
-m comment --comment "a"b;;FAIL
-m comment --comment a"b";-m comment --comment ab;OK
-m comment --comment a"b c";-m comment --comment "ab c";OK
# UTF-8
-m comment --comment "Grüße";=;OK
-m comment --comment Grüße;-m comment --comment "Grüße";OK
-m comment --comment "日本語";=;OK
-m comment --comment "emoji 🚀";=;OK
-m comment --comment "zero​width";=;OK
# length
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc;=;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefg;=;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefgh;=;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd;=;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcde;=;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdef;-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcde;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefg;-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcde;OK
-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij;-m comment --comment abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcde;OK
-m comment --comment "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"";=;OK
-m comment --comment "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"";=;OK
-m comment --comment "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé";=;OK
# several
-m comment --comment one -m comment --comment two;=;OK
-m comment --comment first -p tcp -m tcp --dport 80;-p tcp -m comment --comment first -m tcp --dport 80;OK
-p tcp -m comment --comment middle -m tcp --dport 80;=;OK
-p tcp -m tcp --dport 80 -m comment --comment last -j ACCEPT;=;OK
# refused, or taken in a surprising way
-m comment;;FAIL
-m comment --comment;;FAIL
-m comment ! --comment word;;FAIL
-m comment --comment one --comment two;;FAIL
-m comment --comment two words;;FAIL
--comment word;;FAIL
