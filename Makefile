.PHONY: run test check bench lock
run test check bench lock:
	python3 go.py $@
