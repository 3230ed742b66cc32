## ボットの運営者のための概要：`/troubadour overview` とウェブの部屋の運営者ページ。

overview-head =
    { $of ->
        [state] **状態**
        [queue] **待ち行列**
        [models] **モデル**
        [places] **サーバーとワークスペース**
        [limits] **制限**
        [reports] **報告**
        [blocks] **ブロック中の人**
        [alerts] **お知らせ**
       *[errors] **エラー**
    }
overview-nothing = 何もありません。
overview-working = コマンドを受け付けています。
overview-paused = お休み中です。誰のためにも何も作りません。
overview-platform =
    { $platform }：{ $state ->
        [up] 接続中
       *[down] 未接続
    }
overview-job =
    • { $command }、{ $name } さん（{ $place }）：{ $state ->
        [running] { $moment } から実行中
       *[waiting] { $moment } から待機中
    }
overview-jobs-more =
    { $count ->
       *[other] • ほか{ $count }件
    }
overview-rest =
    • { $provider }：{ $reason ->
        [failing] 失敗が続いています。次の試行は { $moment } です
        [throttled] これ以上受け付けません。次の試行は { $moment } です
       *[unpaid] クレジットを使い切りました。次の試行は { $moment } です
    }
overview-place =
    • { $place }：{ $who ->
        [everybody] 誰でも使えます
        [nobody] 運営者の一覧にないため、誰も使えません
       *[others] { $people } 以外は誰でも使えます
    }{ $more }
overview-place-limits = （独自の制限あり）
overview-where =
    { $platform ->
        [web] ウェブの部屋
        [terminal] ターミナル
       *[other] { $platform }
    }
overview-block = • { $name }（{ $place }）、{ $moment } から
overview-error = • { $number } · { $moment } · { $what }（{ $place }）：{ $kind } · { $source }
button-pause = 一時停止
button-resume = 再開
button-unblock = ブロックを解除

command-troubadour-overview = 実行中のもの、待機中のもの、問題になったものを見ます
option-troubadour-overview-of = これだけ（省略するとすべて）
field-of = 対象
choice-state = 状態
choice-queue = 待ち行列
choice-models = モデル
choice-places = サーバーとワークスペース
choice-limits = 制限
choice-reports = 報告
choice-blocks = ブロック中の人
choice-alerts = お知らせ
choice-errors = エラー

web-page-operator = 運営者ページ
web-page-operator-why = ボット全体の状態です。部屋の管理者だけに見えます。どの項目もコマンド `/troubadour overview` で見られます。
web-page-operator-fresh = { $time } 現在
web-page-operator-usage = 使用状況
web-page-operator-by-day = 日別のリクエスト
web-page-operator-by-task = タスク別のリクエスト
web-page-operator-by-person = 人別のリクエスト
web-page-operator-by-model = モデル別のリクエスト
web-page-operator-day = 24時間
web-page-operator-week = 7日間
web-page-operator-month = 30日間
web-page-operator-period = 期間
web-admins-only = 運営者ページは部屋の管理者専用です。ボットのログに、管理者として入るためのリンクがあります。
