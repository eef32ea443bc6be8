# Pintu masuk.
sign-in-lead = Dengan alamat dan kata sandi akun Anda.
sign-in-password-title = Dengan kata sandi
sign-in-forgotten = Lupa kata sandi
sign-in-no-account = Akun diberikan melalui undangan. Untuk membaca catatan publik tidak diperlukan akun.
sign-in-already = Anda masuk sebagai { $name }. Masuk lagi akan mengakhiri sesi itu.
demo-sign-in-lead = Pilih satu peran dan lihatlah rumah ini dari sudut pandangnya. Apa pun yang Anda lakukan di sini tidak sampai kepada siapa pun.
demo-sign-in-title = Masuk sebagai
demo-role-administrator = Administrator
demo-role-administrator-about = Mengundang orang, memberi peran, dan merawat jalannya sistem.
demo-role-officer = Pejabat Sekretariat
demo-role-officer-about = Menyelenggarakan pertemuan, mengedarkan dokumen, dan menyiapkan keputusan.
demo-role-secretary-general = Sekretaris Jenderal
demo-role-secretary-general-about = Melihat seluruh pekerjaan Sekretariat dan menyimpan perjanjian sebagai depositari.
demo-role-delegate = Delegasi Negara Anggota
demo-role-delegate-about = Berbicara atas nama Viet Nam dalam Pertemuan Pejabat Senior dan menjawab konsultasi.
demo-role-chair = Ketua suatu badan
demo-role-chair-about = Memimpin Pertemuan Pejabat Senior atas nama Filipina.
demo-role-public = Lanjutkan tanpa masuk
demo-role-public-about = Membaca catatan publik seperti warga mana pun.
notice-signed-out = Anda telah keluar.
notice-welcome = Selamat datang. Akun Anda sudah siap.
error-sign-in = Alamat surel atau kata sandi tidak benar.
error-demo-account = Akun ilustratif belum dimuat. Jalankan program dengan “demo”.

# Isian formulir.
field-email = Alamat surel
field-password = Kata sandi
field-new_password = Kata sandi baru
hint-new_password = Paling sedikit 12 karakter. Beberapa kata yang mudah Anda ingat lebih baik daripada satu kata yang sulit.
field-current_password = Kata sandi sekarang
field-name = Nama
field-lang = Bahasa
field-zone = Zona waktu
field-label = Kegunaan
hint-label = Misalnya program yang akan memakainya.
field-scopes = Diizinkan untuk
field-days = Berlaku selama (hari)
hint-days = Dari 1 sampai 3650. Setelah itu tidak berlaku lagi.
field-role = Peran
field-body = Badan
hint-body = Wajib untuk ketua. Pejabat atau delegasi tanpa badan bekerja di semua badan.
field-party = Negara Anggota
hint-party = Wajib untuk delegasi: negara yang diwakili.
field-state = Keadaan
choice-administrator = Administrator
choice-secretary-general = Sekretaris Jenderal
choice-officer = Pejabat Sekretariat
choice-chair = Ketua
choice-delegate = Delegasi
choice-read = Membaca
choice-write = Menulis
choice-calendar = Kalender saja
choice-active = Terbuka
choice-closed = Ditutup
choice-waiting = Menunggu
choice-running = Berjalan
choice-done = Selesai
choice-dead = Gagal

# Peran.
role-administrator = Administrator
role-secretary-general = Sekretaris Jenderal
role-officer = Pejabat Sekretariat
role-chair = Ketua
role-delegate = Delegasi
role-everywhere = Di semua badan
role-since = sejak { $date }
role-since-head = Sejak
role-end = Akhiri
role-end-named = Akhiri peran { $role }
role-end-confirm = Akhiri peran ini? Orang itu seketika kehilangan akses yang dibukanya.
role-grant-title = Beri peran
role-grant-button = Beri peran ini
error-role-party = Delegasi berbicara atas nama suatu Negara Anggota: pilih satu.
error-role-body = Ketua memimpin suatu badan: pilih satu.
error-role-everywhere = Peran ini berlaku di semua badan: kosongkan isian badan.
error-role-no-party = Peran ini tidak mewakili Negara Anggota: kosongkan isian itu.
error-role-held = Akun ini sudah memegang peran tersebut.
error-last-administrator = Harus tetap ada yang mengelola rumah ini. Beri peran itu kepada orang lain lebih dahulu.
notice-role-granted = Peran telah diberikan.
notice-role-ended = Peran telah berakhir.

# Akun saya.
account-lead = Siapa Anda di sini, di mana Anda masuk, dan kunci yang Anda berikan kepada program.
account-aside = Tentang akun ini
account-preferences-title = Preferensi
account-save = Simpan preferensi
notice-account-saved = Preferensi Anda tersimpan.
sessions-title = Tempat Anda masuk
sessions-lead = Keluarkan yang tidak Anda kenali, lalu pilih kata sandi baru.
sessions-caption = Sesi, yang terakhir dipakai lebih dahulu
session-device = Perangkat
session-since = Sejak
session-seen = Terakhir terlihat
session-current = Yang ini
session-close = Keluar
session-close-named = Keluarkan { $device }
sessions-close-others = Keluar di semua tempat lain
notice-session-closed = Sesi itu telah berakhir.
notice-sessions-closed = Anda telah keluar di semua tempat lain.
tokens-title = Token API
tokens-lead = Token mengizinkan suatu program bertanya atas nama Anda, tidak pernah lebih daripada hak Anda sendiri.
tokens-caption = Token, yang terbaru lebih dahulu
tokens-empty = Belum ada token
tokens-empty-detail = Buatlah satu bila program Anda perlu membaca atau menulis di sini.
token-created = Dibuat
token-expires = Berakhir
token-revoke = Cabut
token-revoke-named = Cabut { $label }
token-revoke-confirm = Cabut “{ $label }”? Program yang memakainya seketika tidak dapat masuk.
token-state-valid = Berlaku
token-state-expired = Berakhir
token-state-revoked = Dicabut
token-new-title = Token baru
token-new-button = Buat token
token-scopes-title = Yang boleh dilakukannya
scope-read = Membaca
scope-read-hint = Segala yang boleh Anda baca.
scope-write = Menulis
scope-write-hint = Segala yang boleh Anda lakukan, kecuali akun, kata sandi, dan token.
scope-calendar = Kalender saja
scope-calendar-hint = Kalender Anda melalui alamat pribadinya, tidak ada yang lain.
notice-token-revoked = Token telah dicabut.
calendar-token-label = Kalender saya
calendar-address-title = Kalender saya di tempat lain
calendar-address-lead = Alamat pribadi menampilkan pertemuan Anda di kalender yang sudah Anda pakai. Alamat baru menggantikan yang lama.
calendar-address-button = Buat alamat
account-password-title = Kata sandi
account-password-lead = Kata sandi baru mengeluarkan Anda di semua tempat lain.
account-password-button = Tetapkan kata sandi baru
account-password-none = Akun ini tidak memiliki kata sandi.
account-password-set = Sudah dipilih
account-password-not-set = Belum dipilih
error-current-password = Ini bukan kata sandi Anda sekarang.
notice-password-set = Kata sandi baru Anda telah ditetapkan. Sesi lain telah berakhir.
my-roles-title = Peran saya
my-roles-empty = Anda tidak memegang peran. Anda melihat apa yang dilihat publik; tanyakan kepada administrator bila seharusnya lebih.

# Rahasia, ditampilkan sekali.
secret-once = Ini hanya ditampilkan sekarang. Tidak dapat ditemukan lagi, hanya diganti.
secret-done = Selesai
secret-how = Cara memakainya
secret-title-token = Token baru Anda
secret-lead-token = Salinlah ke program yang akan memakainya.
secret-label-token = Token
secret-how-token = Program mengirimkannya pada setiap permintaan dalam kepala bernama Authorization. Jagalah seperti kata sandi.
secret-title-calendar = Alamat kalender Anda
secret-lead-calendar = Berlanggananlah di kalender Anda, dan pertemuan Anda muncul serta berpindah dengan sendirinya.
secret-label-calendar = Alamat pribadi
secret-how-calendar = Siapa pun yang mengetahui alamat ini melihat pertemuan Anda. Bila bocor, cabutlah di “Akun saya”.
secret-how-calendar-outlook = Outlook: Tambahkan kalender, Berlangganan dari web, tempelkan alamat.
secret-how-calendar-google = Google Kalender: Kalender lain, Dari URL, tempelkan alamat.
secret-how-calendar-apple = Apple Kalender: Berkas, Langganan Kalender Baru, tempelkan alamat.
secret-title-invitation = Undangan
secret-lead-invitation = Orang yang diundang menerima tautan ini lewat surel. Anda juga boleh menyerahkannya sendiri.
secret-label-invitation = Tautan
secret-how-invitation = Berlaku sekali, selama tiga hari. Dengannya orang itu memilih kata sandi dan langsung masuk.
secret-title-reset = Tautan kata sandi baru
secret-lead-reset = Serahkan sendiri kepada orangnya, dan hanya kepadanya.
secret-label-reset = Tautan
secret-how-reset = Berlaku sekali, dalam satu hari. Dengannya orang itu memilih kata sandi baru; semua sesinya berakhir.
copy = Salin
copied = Tersalin

# Tautan: undangan dan kata sandi baru.
invitation-title = Undangan
invitation-welcome = Selamat datang, { $name }
invitation-lead = Akun Anda di { $org } adalah { $email }. Pilih kata sandi untuk memulai.
invitation-first-title = Administrator pertama
invitation-first-lead = Belum ada yang memiliki akun di sini. Buatlah akun Anda: akun itu mengundang semua yang lain.
invitation-button = Buka akun saya
link-gone-title = Tautan ini tidak berlaku lagi
link-gone-lead = Tautan sudah dipakai, waktunya habis, atau tidak lengkap.
link-gone-invitation = Mintalah undangan baru kepada administrator. Bila Anda sudah memilih kata sandi, masuklah.
link-gone-reset = Mintalah tautan baru, atau masuklah bila Anda ingat kata sandi Anda.
reset-ask-title = Lupa kata sandi
reset-ask-lead = Sebutkan alamat akun Anda, dan tautan untuk kata sandi baru dikirim ke sana.
reset-ask-button = Kirim tautan
reset-title = Pilih kata sandi baru
reset-lead = Untuk akun { $email }. Semua sesinya berakhir.
reset-button = Tetapkan kata sandi baru
notice-reset-sent = Bila ada akun dengan alamat ini, sebuah tautan sedang dikirim ke sana. Tautan berlaku satu hari.
mail-invitation-subject = Akun Anda di { $org }
mail-invitation-text =
    Yth. { $name },

    { $secretariat } telah membuka akun untuk Anda. Pilih kata sandi di sini:

    { $link }

    Tautan berlaku sekali, selama tiga hari. Bila Anda tidak menantikan surat ini, abaikan saja.
mail-reset-subject = Kata sandi baru untuk { $org }
mail-reset-text =
    Yth. { $name },

    seseorang meminta kata sandi baru untuk akun Anda di { $secretariat }. Pilihlah di sini:

    { $link }

    Tautan berlaku sekali, selama satu hari. Bila bukan Anda yang meminta, abaikan saja: kata sandi Anda tetap.

# Administrasi.
admin-lead = Siapa yang boleh masuk, apa yang boleh dilakukan, dan apakah sistem berjalan.
admin-places = Tempat melihat
admin-accounts-active = Akun terbuka
admin-accounts-invited = Undangan menunggu
admin-accounts-closed = Akun ditutup
admin-sessions = Sesi
admin-jobs-waiting = Tugas menunggu
admin-records = Catatan
admin-journal = Entri jurnal
admin-accounts-about = Mengundang orang, memberi dan mengakhiri peran, menutup dan membuka akun.
admin-jobs-about = Surel, teks berkas, dan pekerjaan lain yang dilakukan kemudian, beserta yang gagal.
admin-journal-about = Setiap tindakan atas setiap catatan, dirantai agar tidak dapat diubah diam-diam.
admin-dead-letters = { $count } tugas dihentikan setelah beberapa kali dicoba.
admin-dead-letters-see = Lihat yang gagal
admin-acts-title = Tindakan terakhir atas akun
admin-acts-caption = Tindakan atas akun, token, tautan, dan tugas, yang terbaru lebih dahulu
admin-acts-empty = Belum ada tindakan.
admin-act = Tindakan
admin-act-number = Entri
admin-act-by = Oleh
admin-act-at = Pada
accounts-title = Akun
accounts-lead = Semua yang dapat masuk, dan semua yang diundang.
accounts-caption = Akun menurut urutan alamat
accounts-find = Cari menurut alamat surel
accounts-none = Tidak ada akun dengan alamat ini
accounts-none-detail = Tuliskan alamat lengkap, atau telusuri daftarnya.
accounts-all = Semua akun
account-person = Orang
account-roles = Peran
account-roles-caption = Peran yang dipegang sekarang
account-roles-none = Belum ada peran
account-roles-none-detail = Tanpa peran, akun melihat apa yang dilihat publik. Berikan satu di bawah.
account-facts = Keterangan
account-created = Dibuat
account-not-signed-in = Tidak sedang masuk
account-state-active = Terbuka
account-state-invited = Diundang
account-state-closed = Ditutup
account-invite = Undang seseorang
account-invite-lead = Ia menerima tautan lewat surel dan memilih kata sandinya sendiri.
account-invite-button = Kirim undangan
account-invite-again = Buat undangan baru
account-door = Izin masuk
account-door-invited = Undangan belum diterima. Undangan baru mengakhiri yang lama.
account-door-active = Orang ini dapat masuk. Bila ia kehilangan kata sandi dan juga surelnya, buatlah tautan dan serahkan sendiri.
account-door-closed = Tidak ada yang dapat masuk dengan akun ini. Tindakannya tetap ada dalam jurnal.
account-reset-link = Buat tautan kata sandi baru
account-close = Tutup akun
account-close-confirm = Tutup akun ini? Semua sesinya seketika berakhir.
account-open = Buka kembali
notice-account-closed = Akun ditutup dan sesinya telah berakhir.
notice-account-opened = Akun terbuka kembali.
jobs-title = Tugas
jobs-lead = Pekerjaan yang dilakukan program setelah menjawab: mengirim surel, membaca berkas, mengingatkan. Yang gagal dicoba lagi, dan akhirnya disimpan di sini.
jobs-caption = Tugas, yang terbaru lebih dahulu
jobs-none = Tidak ada tugas seperti itu
jobs-none-detail = Semuanya selesai.
job-kind = Tugas
job-kind-mail-send = Mengirim surat
job-kind-file-text = Membaca teks berkas
job-attempts = Percobaan
job-created = Sejak
job-run-at = Waktunya
job-again = Coba lagi
job-state-waiting = Menunggu
job-state-running = Berjalan
job-state-done = Selesai
job-state-dead = Gagal
notice-job-again = Tugas akan dicoba lagi.
state = Keadaan
actions = Tindakan
cancel = Batal

# Kata-kata jurnal.
action-account-created = membuat akun
action-account-state = menutup atau membuka akun
action-account-preferences = mengubah preferensi
action-account-password = menetapkan kata sandi
action-account-signed-in = masuk
action-account-session-closed = mengakhiri sesi
action-account-sessions-closed = keluar di semua tempat lain
action-role-granted = memberi peran
action-role-ended = mengakhiri peran
action-token-created = membuat token
action-token-revoked = mencabut token
action-link-created = membuat tautan sekali pakai
action-link-used = memakai tautan sekali pakai
action-job-again = menjalankan tugas lagi
