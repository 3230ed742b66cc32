## Pictures and sounds that somebody handed in.

picture-not-a-picture = { $kind ->
    [empty] The file is empty. Send a picture in one of these formats: { $allowed }.
    [text] This is not a picture: it looks like a text file, whatever its name says. Send one of these formats: { $allowed }.
    [markup] This is not a picture: it looks like a web page, whatever its name says. Send one of these formats: { $allowed }.
    [document] This is not a picture: it looks like a document. Send one of these formats: { $allowed }.
    [archive] This is not a picture: it looks like an archive. Send what is inside, in one of these formats: { $allowed }.
    [program] This is not a picture: it looks like a program. Send one of these formats: { $allowed }.
    [sound] This is not a picture: it is a sound. Send one of these formats: { $allowed }.
    [video] This is not a picture: it looks like a video. Send a still from it, in one of these formats: { $allowed }.
   *[unknown] This is not a picture that I know. Send one of these formats: { $allowed }.
}

picture-unsupported-format = { $format } pictures cannot be opened. Save it in one of these formats: { $allowed }.

picture-damaged = This { $format } picture is damaged or was cut off on its way. Save or export it once more and send that.

picture-too-many-pixels = This picture has { $width } × { $height } pixels, which is { NUMBER($given) } megapixels; at most { NUMBER($allowed) } are opened. Send a smaller one.

picture-too-large = This picture claims to be far larger than the { NUMBER($allowed) } megapixels that are opened. Send a smaller one.

picture-too-many-frames = This animation has { $frames } frames; at most { $allowed } are opened. Send a shorter one, or a single frame.

picture-too-long = This animation has { $frames } frames of { NUMBER($given) } megapixels together; at most { NUMBER($allowed) } are opened. Send a shorter or smaller one.

picture-limit-too-small = No picture fits into { $limit } bytes; the smallest takes { $needed }.

picture-reencoded = { $reason ->
    [size] The picture was compressed to fit into { NUMBER($limit_kb) } kB.
   *[format] The picture was converted from { $before } to { $after }, which this place can show.
}

picture-reencoded-still = { $reason ->
    [size] Only the first frame of the animation was kept, to fit into { NUMBER($limit_kb) } kB.
   *[format] Only the first frame of the animation was kept, as { $after }, since this place cannot show { $before }.
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] The file is empty. Send a sound in one of these formats: { $allowed }.
    [picture] This is a picture, not a sound. Send one of these formats: { $allowed }.
    [text] This is not a sound: it looks like a text file, whatever its name says. Send one of these formats: { $allowed }.
   *[unknown] This is not a sound that I know. Send one of these formats: { $allowed }.
}

sound-needs-ffmpeg = { $format } sounds can only be opened where ffmpeg is installed. Send one of these formats: { $allowed }.

sound-damaged = This { $format } sound is damaged or was cut off on its way. Save or export it once more and send that.

sound-empty = There is nothing to hear in this { $format } sound: it has no samples.

sound-too-long = This sound is longer than { NUMBER($seconds) } { $seconds ->
    [one] second
   *[other] seconds
}, which is the most that is opened. Send a shorter one.

sound-unusual = This sound has { $channels } channels at { $rate } samples a second; at most { $allowed } channels at 4000 to 192000 are opened.
