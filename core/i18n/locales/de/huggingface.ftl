## Sentences of the Hugging Face engine.

### While waiting
huggingface-loading = { $model } wird geladen
huggingface-trying-again = { $model } ist beschäftigt; ich versuche es noch einmal
huggingface-reaching-again = { $model } ist noch nicht zu erreichen; ich versuche es noch einmal
huggingface-painting = { $model } malt
huggingface-painting-without = { $model } malt, ohne auf { $options } zu achten
huggingface-speaking = { $model } spricht
huggingface-speaking-without = { $model } spricht, ohne auf { $options } zu achten
huggingface-listening = { $model } hört zu

### Why a model does not answer
huggingface-no-such-model = Auf dem Hub gibt es kein Modell { $model }, oder das Token dieses Bots darf es nicht sehen. Prüfe den Namen, oder wähle ein anderes Modell.
huggingface-hub-silent = Der Hub von Hugging Face sagt nicht, wer { $model } anbietet. Versuch es in einer Minute noch einmal.
huggingface-not-mapped = Kein Anbieter, der hier benutzt werden darf, bietet { $model } dafür an ({ $task }). Wähle ein anderes Modell.
huggingface-provider-unknown = Wie { $model } hier anzusprechen ist, weiß ich nicht ({ $provider }). Wähle ein anderes Modell.
huggingface-model-not-served = { $model } wird nicht angeboten ({ $provider }). Wähle ein anderes Modell.
huggingface-served-by-others = { $model } gibt es dort nicht ({ $provider }). Angeboten wird es von { $others }.
huggingface-model-gone = { $model } gibt es nicht mehr ({ $provider }). Wähle ein anderes Modell.
huggingface-model-gated =
    { $model } bekommt nur, wer seinen Bedingungen zugestimmt hat. Wer mich betreibt, kann das hier tun: { $page }.
huggingface-account-restricted =
    { $provider } hat das Konto dieses Bots eingeschränkt. Wer mich betreibt, muss das mit { $provider } klären. Wähle
    bis dahin ein Modell auf einem anderen Server.
huggingface-not-in-region =
    { $provider } bietet { $model } in der Region dieses Bots nicht an. Wähle ein anderes Modell.
huggingface-cannot-see = { $model } kann keine Bilder sehen. Wähle ein Modell, das es kann.
huggingface-cannot-translate = { $model } kann Gesprochenes nicht ins Englische übersetzen. Wähle ein Modell, das es kann, etwa openai/whisper-large-v3, oder lass --translate weg.
huggingface-no-template = { $model } hat keine Vorlage für Gespräche, man kann also nicht mit ihm reden. Wähle ein anderes Modell.
huggingface-template-slow = Die Vorlage für Gespräche mit { $model } war nicht rechtzeitig bereit. Versuche es in einer Minute noch einmal.
huggingface-resting =
    { $model } wird noch { $seconds ->
        [one] { $seconds } Sekunde
       *[other] { $seconds } Sekunden
    } in Ruhe gelassen, weil mehrere Versuche hintereinander gescheitert sind ({ $provider }).
huggingface-still-loading = { $model } wird immer noch geladen ({ $provider }). Versuch es in ein paar Minuten noch einmal.
huggingface-too-slow = { $model } hat zu lange gebraucht. Versuch es noch einmal, oder bitte um etwas Kürzeres oder Kleineres.
huggingface-broken = { $model } ist an einem Fehler gescheitert ({ $provider }): „{ $said }“. Versuch es in einer Minute noch einmal.
huggingface-refused = { $model } wurde verweigert ({ $provider }): „{ $said }“. Wähle ein anderes Modell.
huggingface-unreachable = { $model } ist nicht zu erreichen ({ $provider }). Versuch es in einer Minute noch einmal.
huggingface-answer-too-large = { $model } hat mehr geschickt, als ich annehme. Bitte um etwas Kleineres.
huggingface-not-media = Was von { $model } zurückkam, ist nicht das, worum gebeten wurde. Versuch es noch einmal, oder wähle ein anderes Modell.
huggingface-torn-media =
    Die Datei von { $model } bricht mittendrin ab. Versuch es noch einmal, oder wähle ein anderes Modell.
huggingface-lost = Was { $model } gemacht hat, ist nicht abzuholen ({ $provider }). Versuch es in einer Minute noch einmal.
huggingface-only-thoughts =
    { $model } dachte noch nach, als die Grenze erreicht war. Erlaube mehr mit --max-new-tokens, oder wähle ein anderes Modell.
huggingface-said-nothing = { $model } hat nichts geantwortet. Versuch es noch einmal, oder wähle ein anderes Modell.
huggingface-credits-used-up =
    Das Guthaben ist aufgebraucht ({ $provider }). Wer mich betreibt, kann hier neues kaufen: { $page }.

### Failures that the operator can fix
huggingface-token-refused =
    Das Token dieses Bots wird nicht angenommen ({ $provider }). Wer mich betreibt, kann hier ein neues anlegen und als
    HF_TOKEN setzen: { $page }.
huggingface-key-refused =
    Der Server von { $model } nimmt den Schlüssel dieses Bots nicht an. Wer mich betreibt, kann den richtigen in
    TROUBADOUR_HF_KEYS setzen, unter Host und Port des Servers oder unter dem Namen des Modells.
huggingface-not-permitted =
    Mit dem Token dieses Bots ist das nicht erlaubt ({ $provider }). Wer mich betreibt, kann hier eines mit der
    Berechtigung für Inference Providers anlegen und als HF_TOKEN setzen: { $page }.

### Failures that the person who asks can fix
huggingface-content-refused = Das wurde wegen der Regeln für Inhalte abgelehnt ({ $provider }). Sag es anders.
huggingface-black-picture =
    Es kam ein schwarzes Bild zurück ({ $provider }); so lehnt der Sicherheitsfilter ab. Sag es anders.
huggingface-too-large = Das ist zu groß für { $model }. Schick weniger oder ein kleineres Bild.
huggingface-too-long = Das ist zu lang für { $model }. Kürze es, oder fang mit { $reset } neu an.
huggingface-input-refused = { $model } kann damit nichts anfangen: „{ $said }“. Ändere es, oder wähle ein anderes Modell.
huggingface-too-many =
    Für { $model } gibt es im Moment zu viele Anfragen. Versuch es in { $wait ->
        [one] { $wait } Sekunde
       *[other] { $wait } Sekunden
    } noch einmal.

### When an answer breaks off
huggingface-torn = Die Verbindung zu { $model } ist mitten in der Antwort abgerissen.
huggingface-stalled = { $model } ist mitten in der Antwort verstummt.
huggingface-fault = { $model } hat mitten in der Antwort aufgehört: „{ $said }“.

### About an answer
huggingface-instead = { $model } hat geantwortet, weil { $passed } es nicht konnte.
huggingface-size-instead = In { $width }×{ $height } bestellt, denn { $provider } nimmt keine andere Größe in der Nähe der gewünschten an.
huggingface-fewer-tokens = höchstens { $tokens } Token, mehr nimmt { $model } nicht an

### Models
huggingface-own-server = eigener Server
huggingface-card =
    { $way ->
        [server] auf einem eigenen Server dieses Bots
        [endpoint] { $task ->
            [text_generation] auf einem eigenen Server dieses Bots, der Texte fortsetzt
            [text_to_image] auf einem eigenen Server dieses Bots, der malt
            [automatic_speech_recognition] auf einem eigenen Server dieses Bots, der Sprache erkennt
            [text_to_speech] auf einem eigenen Server dieses Bots, der spricht
           *[chat_completion] auf einem eigenen Server dieses Bots, über dessen Gespräche oder in der Vorlage des Modells
        }
        [template] Gespräch über Textfortsetzung, in der Vorlage des Modells
        [editor] über Anbieter, von einem Bild ausgehend
        [router] über den Router, der den Anbieter wählt
       *[provider] { $task ->
            [chat_completion] über Anbieter, bei denen man reden kann
           *[other] über Anbieter, einen nach dem anderen
        }
    }

### Health
huggingface-healthy = Das Token gehört { $name } und darf Inference Providers benutzen.
huggingface-token-cannot-infer =
    Das Token gehört { $name }, hat aber nicht die Berechtigung, Inference Providers zu benutzen. Leg hier eines an, das
    sie hat, und setze es als HF_TOKEN: { $page }.
huggingface-no-token = Es gibt kein Token von Hugging Face. Leg auf https://huggingface.co/settings/tokens eines an und setze es als HF_TOKEN.
huggingface-servers-only = Es gibt kein Token von Hugging Face; nur eigene Server dieses Bots werden benutzt.
huggingface-hub-broken = Der Hub von Hugging Face hat mit einem Fehler geantwortet ({ $status }). Versuch es in einer Minute noch einmal.
huggingface-hub-unreachable = Der Hub von Hugging Face ist nicht zu erreichen. Sieh nach, ob dieser Rechner online ist.
