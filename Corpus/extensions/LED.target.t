# needs kernel module xt_LED
# -j LED: blinks a light.
# Recorded with the legacy command alone, a stand-in taking the kernel's part: what the kernel itself would refuse is not seen here,
# and that nft prints the same is inferred, not observed (both commands share the code that parses and prints this extension).
*filter
:INPUT
-j LED --led-trigger-id foo;-j LED --led-trigger-id "foo";OK
-j LED --led-trigger-id "foo";=;OK
-j LED --led-trigger-id "two words";=;OK
-j LED --led-trigger-id foo --led-delay 42;-j LED --led-trigger-id "foo" --led-delay 42;OK
-j LED --led-trigger-id foo --led-delay 0;-j LED --led-trigger-id "foo";OK
-j LED --led-trigger-id foo --led-delay inf;-j LED --led-trigger-id "foo" --led-delay -1;OK
-j LED --led-trigger-id foo --led-always-blink;-j LED --led-trigger-id "foo" --led-always-blink;OK
-j LED --led-always-blink --led-delay 42 --led-trigger-id foo;-j LED --led-trigger-id "foo" --led-delay 42 --led-always-blink;OK
-j LED --led-trigger-id=foo;-j LED --led-trigger-id "foo";OK
-j LED;;FAIL
-j LED --led-delay 42;;FAIL
-j LED --led-always-blink;;FAIL
-j LED --led-trigger-id foo --led-trigger-id bar;;FAIL
-j LED ! --led-trigger-id foo;;FAIL
