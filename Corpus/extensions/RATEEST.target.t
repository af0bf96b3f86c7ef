# -j RATEEST: an estimator of rates, for -m rateest.
*filter
:INPUT,FORWARD,OUTPUT
-j RATEEST --rateest-name RE1 --rateest-interval 250.0ms --rateest-ewmalog 500.0ms;=;OK
-j RATEEST --rateest-name RE1 --rateest-interval 250ms --rateest-ewmalog 500ms;-j RATEEST --rateest-name RE1 --rateest-interval 250.0ms --rateest-ewmalog 500.0ms;OK
-j RATEEST --rateest-name RE1 --rateest-interval 1s --rateest-ewmalog 2s;;FAIL
-j RATEEST --rateest-name RE1 --rateest-interval 4s --rateest-ewmalog 16s;;FAIL
-j RATEEST --rateest-ewmalog 500ms --rateest-interval 250ms --rateest-name RE1;-j RATEEST --rateest-name RE1 --rateest-interval 250.0ms --rateest-ewmalog 500.0ms;OK
-j RATEEST --rateest-name RE1 --rateest-interval 250ms;;FAIL
-j RATEEST --rateest-name RE1 --rateest-ewmalog 500ms;;FAIL
-j RATEEST --rateest-interval 250ms --rateest-ewmalog 500ms;;FAIL
-j RATEEST;;FAIL
-j RATEEST --rateest-name RE1 --rateest-interval 250ms --rateest-ewmalog 100ms;;FAIL
-j RATEEST --rateest-name RE1 --rateest-interval 1ms --rateest-ewmalog 500ms;;FAIL
-j RATEEST --rateest-name RE1 --rateest-interval x --rateest-ewmalog 500ms;;FAIL
-j RATEEST --rateest-name abcdefghijklmnop --rateest-interval 250ms --rateest-ewmalog 500ms;-j RATEEST --rateest-name abcdefghijklmno --rateest-interval 250.0ms --rateest-ewmalog 500.0ms;OK
-j RATEEST --rateest-name abcdefghijklmno --rateest-interval 250ms --rateest-ewmalog 500ms;-j RATEEST --rateest-name abcdefghijklmno --rateest-interval 250.0ms --rateest-ewmalog 500.0ms;OK
