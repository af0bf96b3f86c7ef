# -m rateest: compares estimated rates; the estimators must exist (-j RATEEST).
# before: -A INPUT -j RATEEST --rateest-name RE1 --rateest-interval 250.0ms --rateest-ewmalog 500.0ms
# before: -A INPUT -j RATEEST --rateest-name RE2 --rateest-interval 250.0ms --rateest-ewmalog 500.0ms
*filter
:INPUT,FORWARD,OUTPUT
-m rateest --rateest RE1 --rateest-lt --rateest-bps 8bit;=;OK
-m rateest --rateest RE1 --rateest-gt --rateest-bps 8bit;=;OK
-m rateest --rateest RE1 --rateest-eq --rateest-bps 8bit;=;OK
-m rateest ! --rateest RE1 --rateest-eq --rateest-bps 8bit;;FAIL
-m rateest --rateest RE1 ! --rateest-eq --rateest-pps 5;=;OK
-m rateest --rateest RE1 --rateest-lt --rateest-pps 5;=;OK
-m rateest --rateest RE1 --rateest-gt --rateest-pps 5;=;OK
-m rateest --rateest RE1 --rateest-gt --rateest-bps 1kbit;-m rateest --rateest RE1 --rateest-gt --rateest-bps 1000bit;OK
-m rateest --rateest RE1 --rateest-gt --rateest-bps 1mbps;-m rateest --rateest RE1 --rateest-gt --rateest-bps 8000Kbit;OK
-m rateest --rateest-delta --rateest RE1 --rateest-bps1 8bit --rateest-lt --rateest-bps2 16bit;=;OK
-m rateest --rateest-delta --rateest RE1 --rateest-pps1 8 --rateest-gt --rateest-pps2 9;=;OK
-m rateest --rateest1 RE1 --rateest-lt --rateest-bps --rateest2 RE2;=;OK
-m rateest --rateest-delta --rateest1 RE1 --rateest-bps1 8bit --rateest-eq --rateest2 RE2 --rateest-bps2 16bit;-m rateest --rateest-delta --rateest1 RE1 --rateest-bps1 8bit --rateest-eq --rateest-bps2 16bit --rateest2 RE2;OK
-m rateest;;FAIL
-m rateest --rateest RE1;;FAIL
-m rateest --rateest RE1 --rateest-lt;;FAIL
-m rateest --rateest NOSUCH --rateest-lt --rateest-bps 8bit;;FAIL
-m rateest --rateest RE1 --rateest-lt --rateest-gt --rateest-bps 8bit;-m rateest --rateest RE1 --rateest-gt --rateest-bps 8bit;OK
