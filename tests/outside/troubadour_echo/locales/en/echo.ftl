echo-note = The echo repeats { $times } times
echo-ready = The echo is ready and repeats { $times } times.
