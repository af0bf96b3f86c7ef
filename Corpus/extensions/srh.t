# -m srh: the segment routing header, IPv6.
*filter
:INPUT,FORWARD,OUTPUT
@ipv6
-m srh;=;OK
-m srh --srh-next-hdr 17;=;OK
-m srh ! --srh-next-hdr 17;=;OK
-m srh --srh-hdr-len-eq 8;=;OK
-m srh --srh-hdr-len-gt 8;=;OK
-m srh --srh-hdr-len-lt 8;=;OK
-m srh --srh-segs-left-eq 1;=;OK
-m srh --srh-segs-left-gt 1;=;OK
-m srh ! --srh-segs-left-lt 1;=;OK
-m srh --srh-last-entry-eq 4;=;OK
-m srh --srh-last-entry-gt 4;=;OK
-m srh --srh-last-entry-lt 4;=;OK
-m srh --srh-tag 0;=;OK
-m srh ! --srh-tag 65535;=;OK
-m srh --srh-psid a::/64 --srh-nsid b::/128 --srh-lsid c::;-m srh --srh-psid a::/64 --srh-nsid b::/128 --srh-lsid c::/128;OK
-m srh ! --srh-psid a::1;-m srh ! --srh-psid a::1/128;OK
-m srh --srh-segs-left-eq 1 --srh-next-hdr 17 --srh-tag 3;-m srh --srh-next-hdr 17 --srh-segs-left-eq 1 --srh-tag 3;OK
-m srh --srh-next-hdr 256;;FAIL
-m srh --srh-tag 65536;;FAIL
-m srh --srh-psid 10.0.0.1;;FAIL
@ipv4
-m srh;;FAIL
