import type { Audience } from '../src/contract/audience.ts'
import type { Urgency } from '../src/contract/common.ts'

/** Ids that the audiences of the messages name. */
export interface MessagePlaces {
  areaId(name: string): number
  unitId(key: string): number
}

export interface SampleMessage {
  readonly code: string
  readonly kind: string
  readonly urgency: Urgency
  readonly title: string
  readonly body: string
  readonly actions: readonly string[]
  readonly sms?: string
  readonly acknowledge: boolean
  readonly audience: Audience
}

const to = (...lines: Audience['lines']): Audience => ({
  lines,
  positions: [],
  excludeUnits: [],
  excludePersons: [],
  groupPosts: null,
})
const everyone = to({ all: true })
/** Lines as a person reads them: paragraphs are separated by a blank line. */
const paragraphs = (...texts: string[]): string => texts.join('\n\n')

/** The eight messages of domain.md §8.3, word for word; what must be done stands apart from the reasons. */
export function sampleMessages({ areaId, unitId }: MessagePlaces): SampleMessage[] {
  return [
    {
      code: 'M1',
      kind: 'cong_dien',
      urgency: 3,
      title:
        'Về việc triển khai các biện pháp phòng, chống dịch Covid-19 theo phân vùng từ 06 giờ 00 ngày 06/9/2021',
      body: paragraphs(
        'LĐLĐ quận điện: Chủ tịch công đoàn cơ sở các cơ quan, đơn vị, doanh nghiệp trực thuộc.',
        'Thực hiện Chỉ thị số 20/CT-UBND ngày 03/9/2021 của Chủ tịch UBND Thành phố, từ 06 giờ 00 ngày 06/9 đến 06 giờ 00 ngày 21/9/2021 Thành phố áp dụng các biện pháp phòng, chống dịch theo từng vùng. Ban Thường vụ LĐLĐ quận yêu cầu các CĐCS:',
      ),
      actions: [
        'Phối hợp với người sử dụng lao động rà soát ngay số đoàn viên, người lao động phải đến nơi làm việc; tổ chức làm việc trực tuyến, giãn ca hoặc thực hiện "3 tại chỗ" đối với số còn lại; hoàn thành trước 16 giờ 00 ngày 05/9.',
        'Hướng dẫn đoàn viên thực hiện quy định về giấy đi đường; không để người lao động ra đường khi chưa đủ điều kiện.',
        'Duy trì hoạt động của Tổ An toàn Covid-19; kịp thời báo cáo khi phát hiện trường hợp F0, F1 trong đơn vị.',
        'Xác nhận đã nhận Công điện này trên hệ thống trước 11 giờ 00 và báo cáo kết quả theo Mẫu BC-DICH-NGAY trước 16 giờ 00 cùng ngày./.',
      ],
      sms: 'LDLD Nam Tu Liem: HOA TOC. CD {number}: tu 06h 06/9 thuc hien phan vung. Doc va bam XAC NHAN truoc 11h 05/9: {link}',
      acknowledge: true,
      audience: everyone,
    },
    {
      code: 'M2',
      kind: 'chi_dao',
      urgency: 1,
      title:
        'V/v rà soát, nhân rộng mô hình "Vùng xanh doanh nghiệp" và bảo đảm an toàn tại nơi thực hiện "3 tại chỗ"',
      body: paragraphs(
        'Đề nghị Ban Chấp hành CĐCS phối hợp với doanh nghiệp:',
        'Đơn vị có khó khăn, vướng mắc báo cáo ngay để LĐLĐ quận phối hợp giải quyết.',
      ),
      actions: [
        'kiểm tra điều kiện ăn, ở, vệ sinh, phòng cháy chữa cháy và bố trí suất ăn, nước uống cho lao động ở lại;',
        'thỏa thuận bằng văn bản chế độ cho người lao động thực hiện "3 tại chỗ";',
        'bảo đảm mỗi tổ sản xuất có ít nhất một Tổ An toàn Covid-19;',
        'đăng ký xây dựng "Vùng xanh doanh nghiệp" (nếu chưa có) gửi về LĐLĐ quận trước 17 giờ 00 ngày 08/9/2021.',
      ],
      acknowledge: true,
      audience: to({ sectors: ['DN_NN', 'DN_NNN', 'DN_FDI'], minWorkers: 50 }),
    },
    {
      code: 'M3',
      kind: 'su_viec',
      urgency: 3,
      title:
        'Sự việc đột xuất tại phường Mễ Trì: rà soát người tiếp xúc có liên quan đến suất ăn của Bếp Việt Mẫu',
      body: paragraphs(
        'Hồi 09 giờ 15 ngày 05/9, Công đoàn Công ty CP Suất ăn Công nghiệp Bếp Việt Mẫu (phường Mễ Trì) báo cáo có 01 người lao động dương tính với SARS-CoV-2 qua xét nghiệm sàng lọc; Trạm Y tế phường đang điều tra dịch tễ, đơn vị tạm dừng hoạt động từ 10 giờ 00.',
        'LĐLĐ quận sẽ tiếp tục thông tin khi có kết luận của cơ quan y tế.',
      ),
      actions: [
        'Đề nghị các CĐCS có ký hợp đồng suất ăn với công ty này từ ngày 25/8 đến nay rà soát người tiếp xúc, giữ nguyên vị trí làm việc, báo cáo số lượng trước 12 giờ 00 (không ghi tên, số điện thoại của người bệnh vào phần nội dung; danh sách chỉ nhập ở biểu mẫu bảo mật).',
      ],
      sms: 'LDLD NTL: SU VIEC DOT XUAT tai P.Me Tri. Don vi co lien quan suat an Bep Viet Mau ra soat, bao cao truoc 12h. Xem: {link}',
      acknowledge: true,
      audience: to({ areas: [areaId('Mễ Trì')] }, { sectors: ['YT', 'SN', 'ND'] }),
    },
    {
      code: 'M4',
      kind: 'huong_dan',
      urgency: 0,
      title: 'Đăng ký tiêm vắc xin phòng Covid-19 cho đoàn viên, người lao động',
      body: 'Để lập danh sách đăng ký tiêm vắc xin, CĐCS đề nghị người sử dụng lao động tổng hợp theo biểu của ngành y tế và gửi UBND phường nơi đơn vị đóng trụ sở; CĐCS chỉ báo cáo số lượng (đã tiêm mũi 1, đủ 2 mũi, chưa tiêm) về LĐLĐ quận. Ưu tiên: lao động tại nơi đông công nhân, người giao hàng, thành viên Tổ An toàn Covid-19. Mọi thắc mắc liên hệ bộ phận chính sách của LĐLĐ quận trong giờ hành chính.',
      actions: [],
      acknowledge: false,
      audience: everyone,
    },
    {
      code: 'M5',
      kind: 'cong_dien',
      urgency: 3,
      title: 'V/v thay đổi thời hạn hoàn thành việc rà soát người lao động: trước 20 giờ 00 ngày 05/9/2021',
      body: 'Do có sai sót về thời hạn tại điểm 1 của công điện trước, LĐLĐ quận ban hành công điện này để thay thế. Nội dung thay đổi: thời hạn hoàn thành việc rà soát là trước 20 giờ 00 ngày 05/9/2021 (thay cho 16 giờ 00). Các nội dung khác giữ nguyên.',
      actions: ['Đơn vị đã chuyển tiếp công điện trước đề nghị thông báo lại và xác nhận lại trên hệ thống.'],
      acknowledge: true,
      audience: everyone,
    },
    {
      code: 'M6',
      kind: 'rut_kinh_nghiem',
      urgency: 0,
      title: 'Về việc gửi báo cáo nhanh các ngày 03, 04, 05/9',
      body: paragraphs(
        'Kính gửi: Ban Chấp hành Công đoàn Công ty TNHH In ấn Ô Quan Mới.',
        'Ba ngày qua (03, 04, 05/9) đơn vị chưa gửi báo cáo nhanh đúng hạn. LĐLĐ quận chia sẻ với khó khăn của đơn vị trong thời gian giãn cách, đồng thời đề nghị các đồng chí phân công người trực báo cáo và phản hồi nguyên nhân trước 10 giờ 00 ngày 06/9 để cùng rút kinh nghiệm. Nếu có thay đổi nhân sự, đề nghị cập nhật người liên hệ để không bỏ lỡ các chỉ đạo tiếp theo.',
      ),
      actions: [],
      acknowledge: true,
      audience: to({ units: [unitId('Công ty TNHH In ấn Ô Quan Mới')] }),
    },
    {
      code: 'M7',
      kind: 'dong_vien',
      urgency: 0,
      title: 'Thư động viên cán bộ công đoàn cơ sở',
      body: paragraphs(
        'Thân gửi các đồng chí cán bộ công đoàn cơ sở!',
        'Những ngày qua, nhiều đồng chí vừa lo công việc chuyên môn, vừa trực tiếp chuẩn bị từng suất cơm, túi quà cho người lao động ở lại nơi làm việc. LĐLĐ quận trân trọng cảm ơn và mong các đồng chí giữ gìn sức khỏe, cùng nhau vượt qua giai đoạn khó khăn này. Có vướng mắc gì, xin hãy báo ngay — chúng tôi luôn sẵn sàng đồng hành với cơ sở.',
      ),
      actions: [],
      acknowledge: false,
      audience: everyone,
    },
    {
      code: 'M8',
      kind: 'bieu_duong',
      urgency: 0,
      title: 'Biểu dương Công đoàn Trung tâm Y tế quận (mẫu) và 02 cá nhân',
      body: 'Biểu dương Công đoàn Trung tâm Y tế quận (mẫu) và 02 cá nhân: đồng chí Đào Thị Xuân (Trạm Y tế cụm số 1), đồng chí Nguyễn Đình Đạt (Phó Chủ tịch Công đoàn Khách sạn Hồ Sen Trắng) đã chủ động bố trí nơi lưu trú cho lực lượng tuyến đầu và tổ chức "3 tại chỗ" an toàn cho 186 người lao động. Ban Thường vụ LĐLĐ quận quyết định tặng Giấy khen (Quyết định số 145/QĐ-LĐLĐ ngày 05/9/2021) vì đã có thành tích xuất sắc đột xuất trong công tác phòng, chống dịch Covid-19. Đề nghị các CĐCS tuyên truyền, nhân rộng.',
      actions: [],
      acknowledge: false,
      audience: everyone,
    },
  ]
}
