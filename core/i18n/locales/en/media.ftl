## Pictures and sounds that people send.

picture-not-a-picture = { $kind ->
    [empty] The file is empty. Send a picture in one of these formats: { $allowed }.
    [text] This is not a picture. It looks like a text file, whatever its name says. Send one of these formats: { $allowed }.
    [markup] This is not a picture. It looks like a web page, whatever its name says. Send one of these formats: { $allowed }.
    [document] This is not a picture. It looks like a document. Send one of these formats: { $allowed }.
    [archive] This is not a picture. It looks like an archive. Send its content in one of these formats: { $allowed }.
    [program] This is not a picture. It looks like a program. Send one of these formats: { $allowed }.
    [sound] This is not a picture. It is a sound. Send one of these formats: { $allowed }.
    [video] This is not a picture. It looks like a video. Send a still from it in one of these formats: { $allowed }.
   *[unknown] This is not a picture that I know. Send one of these formats: { $allowed }.
}

picture-unsupported-format = I cannot open { $format } pictures. Save it in one of these formats: { $allowed }.

picture-damaged = This { $format } picture is damaged or incomplete. Save or export it again and send the new file.

picture-not-opened = { $reason ->
    [memory] This picture needs more memory than one picture may take. Send a smaller one.
    [time] This picture took too long to open, so I gave up. Send a smaller or simpler one.
   *[crash] This picture made the program that opens pictures fail. Save or export it again and send the new file.
}

picture-too-many-pixels = This picture has { $width } × { $height } pixels, which is { NUMBER($given) } megapixels. I open at most { NUMBER($allowed) }. Send a smaller one.

picture-too-large = This picture claims to be far larger than the { NUMBER($allowed) } megapixels that I open. Send a smaller one.

picture-too-many-frames = This animation has { $frames } frames. I open at most { $allowed }. Send a shorter one, or a single frame.

picture-too-long = This animation has { $frames } frames of { NUMBER($given) } megapixels together. I open at most { NUMBER($allowed) }. Send a shorter or smaller one.

picture-limit-too-small = No picture fits into { $limit } bytes. The smallest takes { $needed }.

picture-reencoded = { $reason ->
    [size] I compressed the picture to fit into { NUMBER($limit_kb) } kB.
   *[format] I converted the picture from { $before } to { $after }, which this place can show.
}

picture-reencoded-still = { $reason ->
    [size] I kept only the first frame of the animation, to fit into { NUMBER($limit_kb) } kB.
   *[format] I kept only the first frame of the animation, as { $after }, because this place cannot show { $before }.
}

## Sounds

sound-not-a-sound = { $kind ->
    [empty] The file is empty. Send a sound in one of these formats: { $allowed }.
    [picture] This is a picture, not a sound. Send one of these formats: { $allowed }.
    [text] This is not a sound. It looks like a text file, whatever its name says. Send one of these formats: { $allowed }.
   *[unknown] This is not a sound that I know. Send one of these formats: { $allowed }.
}

sound-needs-ffmpeg = I can open { $format } sounds only where ffmpeg is installed. Send one of these formats: { $allowed }.

sound-damaged = This { $format } sound is damaged or incomplete. Save or export it again and send the new file.

sound-not-opened = { $reason ->
    [memory] This sound needs more memory than one sound may take. Send a shorter one.
    [time] This sound took too long to open, so I gave up. Send a shorter one.
   *[crash] This sound made the program that opens sounds fail. Save or export it again and send the new file.
}

sound-too-large = This recording does not fit into { $megabytes } MB, even with the lowest quality that can be understood. Speak it in smaller pieces.

sound-empty = This { $format } sound has no samples, so there is nothing to hear. Send another one.

sound-silent = I hear nothing in this sound: it is silent from beginning to end. Check the microphone and record it again.

sound-too-long = This sound is longer than { NUMBER($seconds) } { $seconds ->
    [one] second
   *[other] seconds
}, the most that I open. Send a shorter one.

sound-unusual = This sound has { $channels } channels at { $rate } samples a second. I open at most { $allowed } channels at 4000 to 192000. Convert it and send it again.
