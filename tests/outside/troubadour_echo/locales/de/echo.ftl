echo-note = Das Echo wiederholt { $times }-mal
echo-ready = Das Echo ist bereit und wiederholt { $times }-mal.
